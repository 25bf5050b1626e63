using System;
using System.Linq;

namespace CosmosNvme.Nvme;

/// <summary>What a queue did up to a moment, or between two. Immutable.</summary>
/// <param name="QueueId">0 for the admin queue, I/O queues from 1 on.</param>
public sealed record QueueStatistics(int QueueId)
{
    /// <summary>Commands that the controller has at the moment.</summary>
    public long Outstanding { get; init; }

    /// <summary>Read commands that have ended.</summary>
    public long Reads { get; init; }

    /// <summary>Write commands that have ended.</summary>
    public long Writes { get; init; }

    /// <summary>Flush commands that have ended.</summary>
    public long Flushes { get; init; }

    /// <summary>Other commands that have ended. On the admin queue, whose opcodes mean something else, only <see cref="Commands"/> is of use.</summary>
    public long Others { get; init; }

    /// <summary>Bytes that disks read.</summary>
    public long BytesRead { get; init; }

    /// <summary>Bytes that disks wrote.</summary>
    public long BytesWritten { get; init; }

    /// <summary>Commands that the controller ended with an error.</summary>
    public long Errors { get; init; }

    /// <summary>Commands that have ended.</summary>
    public long Commands => Reads + Writes + Flushes + Others;

    /// <summary>Commands whose time was taken: all, but on queues that callers own only samples.</summary>
    public long TimedCommands => Histogram.Sum();

    /// <summary>Commands by how long they took, in the buckets of <see cref="LatencyHistogram"/>.</summary>
    internal long[] Histogram { get; init; } = new long[LatencyHistogram.Buckets];

    /// <summary>The time in which a part of the commands had ended: at most a quarter more than the truth.</summary>
    /// <param name="part">0 to 1: 0.5 for the median, 1 for the slowest.</param>
    /// <returns>Nanoseconds from submission to end; 0 if none was timed.</returns>
    public long Percentile(double part)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, 1);
        long wanted = Math.Max((long)Math.Ceiling(part * TimedCommands), 1);
        long seen = 0;
        for (int bucket = 0; bucket < Histogram.Length; bucket++)
        {
            seen += Histogram[bucket];
            if (seen >= wanted)
            {
                return LatencyHistogram.EndOf(bucket);
            }
        }

        return 0;
    }

    /// <summary>What was done since an earlier moment.</summary>
    public QueueStatistics Since(QueueStatistics earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return this with
        {
            Reads = Reads - earlier.Reads,
            Writes = Writes - earlier.Writes,
            Flushes = Flushes - earlier.Flushes,
            Others = Others - earlier.Others,
            BytesRead = BytesRead - earlier.BytesRead,
            BytesWritten = BytesWritten - earlier.BytesWritten,
            Errors = Errors - earlier.Errors,
            Histogram = Histogram.Zip(earlier.Histogram, (now, then) => now - then).ToArray(),
        };
    }

    /// <summary>Several queues as one.</summary>
    public QueueStatistics Plus(QueueStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with
        {
            Outstanding = Outstanding + other.Outstanding,
            Reads = Reads + other.Reads,
            Writes = Writes + other.Writes,
            Flushes = Flushes + other.Flushes,
            Others = Others + other.Others,
            BytesRead = BytesRead + other.BytesRead,
            BytesWritten = BytesWritten + other.BytesWritten,
            Errors = Errors + other.Errors,
            Histogram = Histogram.Zip(other.Histogram, (one, two) => one + two).ToArray(),
        };
    }
}

using System;
using System.Globalization;
using System.IO;

namespace CosmosNvme.Shell.Commands;

/// <summary>Every request's time, for <c>--latency-log</c>. Noting allocates nothing. One thread at a time.</summary>
/// <param name="capacity">How many are kept; the later ones are only counted.</param>
internal sealed class LatencyLog(int capacity)
{
    private const int NanosecondsPerMillisecond = 1_000_000;

    private readonly long[] _when = new long[capacity];
    private readonly long[] _latency = new long[capacity];
    private readonly bool[] _isWrite = new bool[capacity];
    private int _count;

    /// <summary>Requests that found no room.</summary>
    internal long Lost { get; private set; }

    /// <summary>Notes requests that began and ended together: a line for each of them.</summary>
    /// <param name="write">Whether they wrote.</param>
    /// <param name="ended">When they ended, in nanoseconds from any start.</param>
    /// <param name="latency">How long they took, in nanoseconds.</param>
    /// <param name="requests">How many.</param>
    internal void Note(bool write, long ended, long latency, int requests)
    {
        int kept = Math.Min(requests, _when.Length - _count);
        _when.AsSpan(_count, kept).Fill(ended);
        _latency.AsSpan(_count, kept).Fill(latency);
        _isWrite.AsSpan(_count, kept).Fill(write);
        _count += kept;
        Lost += requests - kept;
    }

    /// <summary>Writes lines as fio's latency logs have them: milliseconds, nanoseconds, 0 for a read and 1 for a write, bytes.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="start">When the measurement began, in the nanoseconds of <see cref="Note"/>.</param>
    /// <param name="bytes">Bytes of a request.</param>
    internal void Write(TextWriter output, long start, int bytes)
    {
        for (int index = 0; index < _count; index++)
        {
            long milliseconds = Math.Max(_when[index] - start, 0) / NanosecondsPerMillisecond;
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{milliseconds}, {_latency[index]}, {(_isWrite[index] ? 1 : 0)}, {bytes}\n"));
        }
    }
}

using System.Diagnostics;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>One thread of a measurement, and what it counts.</summary>
internal abstract class BenchJob(BenchRun run, int number)
{
    private readonly LatencyHistogram _reads = new();
    private readonly LatencyHistogram _writes = new();

    /// <summary>What reads took; complete when the job has ended.</summary>
    internal LatencyHistogram Reads => _reads;

    /// <summary>What writes took; complete when the job has ended.</summary>
    internal LatencyHistogram Writes => _writes;

    /// <summary>The first request that failed; success if none has.</summary>
    internal BlockStatus Failure { get; private set; }

    /// <summary>Requests that were measured so far. Any thread; may be a little old.</summary>
    internal long Done => Volatile.Read(ref _done);

    private long _done;

    /// <summary>The measurement.</summary>
    protected BenchRun Run { get; } = run;

    /// <summary>The blocks to take.</summary>
    protected BenchBlocks Blocks { get; } = new(run.Options, run.Disk, number);

    /// <summary>Works until the measurement is over; returns when nothing is on its way.</summary>
    internal abstract void Work();

    /// <summary>Notes the end of a request.</summary>
    /// <param name="write">Whether it wrote.</param>
    /// <param name="started">When it began, by <see cref="Stopwatch"/>.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="status">What came of it; a failure ends the measurement.</param>
    protected void Note(bool write, long started, long now, BlockStatus status)
    {
        if (!status.IsSuccess)
        {
            Failure = status;
            Run.Stop();
        }
        else if (Run.IsMeasuring)
        {
            (write ? _writes : _reads).Note((now - started) * BenchRun.NanosecondsPerTick);
            Volatile.Write(ref _done, _done + 1);
        }
    }
}

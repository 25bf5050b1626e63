using System;
using System.Buffers;
using System.Linq;
using System.Runtime.CompilerServices;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>One thread of a measurement, and what it counts.</summary>
internal abstract class BenchJob
{
    /// <summary>So that not the same few lines of the cache are written again and again.</summary>
    protected const int LeastBuffers = 64;

    private readonly BenchVerification? _verification;
    private readonly bool _checksReads;

    /// <summary>Prepares it.</summary>
    /// <param name="run">The measurement.</param>
    /// <param name="number">The job's number, from 0.</param>
    protected BenchJob(BenchRun run, int number)
    {
        Run = run;
        Number = number;
        Blocks = new BenchBlocks(run.Options, run.Disk, number);
        _verification = run.Options.IsVerified ? new BenchVerification(run) : null;
        _checksReads = run.Options is { IsVerified: true, Writes: false };
        Log = run.Options.LatencyLog is null ? null : new LatencyLog(BenchRun.MostLogged / run.Options.Jobs);
    }

    /// <summary>The job's number, from 0.</summary>
    internal int Number { get; }

    /// <summary>What reads took; complete when the job has ended.</summary>
    internal BenchLatencies Reads { get; } = new();

    /// <summary>What writes took; complete when the job has ended.</summary>
    internal BenchLatencies Writes { get; } = new();

    /// <summary>Every request, if that is wanted.</summary>
    internal LatencyLog? Log { get; }

    /// <summary>The first request that failed; success if none has.</summary>
    internal BlockStatus Failure { get; private set; }

    /// <summary>The first block that held something else than it should; null if none did, or nobody looked.</summary>
    internal ulong? Mismatch => _verification?.Mismatch;

    /// <summary>CPU time without that of looks that found nothing, in nanoseconds, if it is counted apart.</summary>
    internal long WorkNanoseconds { get; private protected set; }

    /// <summary>Requests that were measured so far. Any thread; may be a little old.</summary>
    internal long Done => Reads.Count + Writes.Count;

    /// <summary>The measurement.</summary>
    protected BenchRun Run { get; }

    /// <summary>The blocks to take.</summary>
    protected BenchBlocks Blocks { get; }

    /// <summary>Whether contents matter.</summary>
    protected bool IsVerified => _verification is not null;

    /// <summary>Works until the measurement is over; returns when nothing is on its way.</summary>
    internal abstract void Work();

    /// <summary>Reads back what was written, if that is wanted. Behind <see cref="Work"/>.</summary>
    internal void Verify()
    {
        if (_verification is not null && Failure.IsSuccess)
        {
            Failure = _verification.ReadBack();
        }
    }

    /// <summary>Rents buffers of a request's size for one of several that work at once; they hold zeroes, so that nobody's old data is written.</summary>
    /// <param name="among">How many work at once: together they have enough buffers.</param>
    protected IMemoryOwner<byte>[] RentBuffers(int among)
    {
        IMemoryOwner<byte>[] owners = [.. Enumerable.Range(0, (LeastBuffers + among - 1) / among).Select(_ => Run.Pool.Rent(Run.Options.BlockBytes))];
        Array.ForEach(owners, owner => owner.Memory.Span.Clear());
        return owners;
    }

    /// <summary>Makes the content of a buffer that is to be written.</summary>
    protected void Fill(ulong block, Span<byte> buffer) => _verification?.Fill(block, buffer);

    /// <summary>Looks at what was read, if the disk is known to hold what verification writes: while it is only read.</summary>
    protected void Check(ulong block, ReadOnlySpan<byte> buffer)
    {
        if (_checksReads && !_verification!.Check(block, buffer))
        {
            Run.Stop();
        }
    }

    /// <summary>Notes the end of a request.</summary>
    /// <param name="write">Whether it wrote.</param>
    /// <param name="started">When it began, by <see cref="System.Diagnostics.Stopwatch"/>.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="status">What came of it; a failure ends the measurement.</param>
    protected void Note(bool write, long started, long now, BlockStatus status)
    {
        if (!status.IsSuccess)
        {
            Fail(status);
        }
        else
        {
            Count(write, started, now, 1);
        }
    }

    /// <summary>Counts requests that succeeded, if it is time to measure.</summary>
    /// <param name="write">Whether they wrote.</param>
    /// <param name="started">When they began, by <see cref="System.Diagnostics.Stopwatch"/>, whose ticks are nanoseconds on this runtime.</param>
    /// <param name="now">When they ended.</param>
    /// <param name="requests">How many, from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Count(bool write, long started, long now, int requests)
    {
        if (requests > 0 && Run.IsMeasuring)
        {
            (write ? Writes : Reads).Note(now - started, requests);
            Log?.Note(write, now, now - started, requests);
        }
    }

    /// <summary>Ends the measurement because a request failed.</summary>
    protected void Fail(BlockStatus status)
    {
        Failure = status;
        Run.Stop();
    }
}

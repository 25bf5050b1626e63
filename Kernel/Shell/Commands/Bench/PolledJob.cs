using System;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>
/// A job with a queue of its own, which it polls. It looks for as many ends as a batch has, begins the next batch, and only then deals with what has ended, so that the
/// controller has work meanwhile. The time is taken once for all of that: what comes and goes together takes the same time.
/// </summary>
internal class PolledJob : BenchJob
{
    private readonly NvmeNamespace _disk;
    private readonly NvmeQueue _queue;
    private readonly NvmeBufferPool _pool;
    private readonly int _blocks;
    private readonly int _depth;
    private readonly int _batch;
    private readonly NvmeCompletion[] _completions;

    // One for each buffer; a power of two.
    private readonly Request[] _requests;

    // A ring of the numbers of requests, and how many were taken off it so far: those that have ended wait at its end, so buffers take turns.
    private readonly uint[] _ring;
    private uint _begun;
    private uint _ended;

    /// <summary>Prepares it.</summary>
    /// <param name="run">The measurement.</param>
    /// <param name="number">The job's number, from 0.</param>
    /// <param name="disk">What is measured.</param>
    /// <param name="queue">A queue of its controller.</param>
    /// <param name="pool">Where buffers come from.</param>
    internal PolledJob(BenchRun run, int number, NvmeNamespace disk, NvmeQueue queue, NvmeBufferPool pool)
        : base(run, number)
    {
        _disk = disk;
        _queue = queue;
        _pool = pool;
        _blocks = run.Options.BlockBytes / disk.BlockBytes;
        _depth = run.Options.Depth;
        _batch = run.Options.Batch;
        _completions = new NvmeCompletion[_batch];

        // A batch begins before the buffers of the one that has ended are free.
        _requests = new Request[BitOperations.RoundUpToPowerOf2((uint)Math.Max(LeastBuffers, _depth + _batch))];
        _ring = new uint[_requests.Length];
    }

    // No request may be on its way twice, so the difference is exact, however often the numbers wrap around.
    private protected int Outstanding => (int)(_begun - _ended);

    private protected NvmeQueue Queue => _queue;

    /// <inheritdoc/>
    internal override void Work()
    {
        for (int index = 0; index < _requests.Length; index++)
        {
            _ring[index] = (uint)index;
            _requests[index].Buffer = _pool.RentBuffer();
            _requests[index].Buffer.Memory.Span.Clear();
        }

        Loop();
        Array.ForEach(_requests, request => request.Buffer.Dispose());
    }

    /// <summary>Takes steps until the measurement is over and nothing is on its way.</summary>
    private protected virtual void Loop()
    {
        if (Run.Options.ExcludesLooks)
        {
            WorkAndCount();
            return;
        }

        while (!Run.IsOver || Outstanding > 0)
        {
            if (!Step())
            {
                _queue.Pause();
            }
        }
    }

    // The clock is read for each step only if somebody wants to know, because that slows looking down.
    private void WorkAndCount()
    {
        long now = Stopwatch.GetTimestamp();
        while (!Run.IsOver || Outstanding > 0)
        {
            long began = now;
            if (!Step())
            {
                _queue.Pause();
                now = Stopwatch.GetTimestamp();
                continue;
            }

            now = Stopwatch.GetTimestamp();
            if (Run.IsMeasuring)
            {
                WorkNanoseconds += now - began;
            }
        }
    }

    // Takes what has ended, and hands over a batch if there is room for one. Returns whether there was anything to do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected bool Step()
    {
        int count = _queue.Poll(_completions);
        bool submits = Outstanding - count + _batch <= _depth && !Run.IsOver;
        if (count == 0 && !submits)
        {
            return false;
        }

        long now = Stopwatch.GetTimestamp();
        if (submits)
        {
            Submit(now);
        }

        if (count > 0)
        {
            End(count, now);
        }

        return true;
    }

    private void Submit(long now)
    {
        NvmeQueue queue = _queue;
        NvmeNamespace disk = _disk;
        BenchBlocks places = Blocks;
        Request[] requests = _requests;
        uint[] ring = _ring;
        int blocks = _blocks;
        uint begun = _begun;
        for (int left = _batch; left > 0; left--)
        {
            uint number = ring[begun & (uint)(ring.Length - 1)];
            ref Request request = ref requests[number];
            ulong block = places.Next(out bool writes);
            request.Started = now;
            request.Block = block;
            request.Writes = writes;
            if (writes && IsVerified)
            {
                Fill(ref request);
            }

            NvmeAppend answer = writes
                ? queue.TryWrite(disk, block, request.Buffer, blocks, number)
                : queue.TryRead(disk, block, request.Buffer, blocks, number);
            if (answer != NvmeAppend.Added)
            {
                Fail(BlockStatus.Of(BlockError.Refused));
                break;
            }

            begun++;
        }

        _begun = begun;
        queue.Submit();
    }

    private void End(int count, long now)
    {
        Request[] requests = _requests;
        uint[] ring = _ring;
        uint ended = _ended;

        // Requests that began together have ended together, nearly always: they are counted in one go.
        long started = 0;
        bool writes = false;
        int alike = 0;
        foreach (ref readonly NvmeCompletion completion in _completions.AsSpan(0, count))
        {
            uint number = (uint)completion.Tag;
            ring[ended++ & (uint)(ring.Length - 1)] = number;
            if (!completion.Status.IsSuccess)
            {
                Fail(completion.Status);
                continue;
            }

            ref Request request = ref requests[number];
            if (request.Started != started || request.Writes != writes)
            {
                Count(writes, started, now, alike);
                alike = 0;
                started = request.Started;
                writes = request.Writes;
            }

            alike++;
            if (IsVerified && !writes)
            {
                Check(ref request);
            }
        }

        _ended = ended;
        Count(writes, started, now, alike);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fill(ref Request request) => Fill(request.Block, request.Buffer.Memory.Span[..Run.Options.BlockBytes]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Check(ref Request request) => Check(request.Block, request.Buffer.Memory.Span[..Run.Options.BlockBytes]);

    // A buffer, and the request that it is, or was last, used for.
    private struct Request
    {
        internal NvmeBuffer Buffer;
        internal ulong Block;
        internal long Started;
        internal bool Writes;
    }
}

using System;
using System.Diagnostics;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>A job with a queue of its own, which it polls.</summary>
internal sealed class PolledJob : BenchJob
{
    private readonly NvmeNamespace _disk;
    private readonly NvmeQueue _queue;
    private readonly NvmeBufferPool _pool;
    private readonly int _depth;
    private readonly int _batch;
    private readonly Slot[] _slots;
    private readonly int[] _free;
    private readonly NvmeCompletion[] _completions;
    private NvmeBuffer[] _buffers = [];
    private int _freeCount;
    private int _turn;

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
        _depth = run.Options.Depth;
        _batch = run.Options.Batch;
        _slots = new Slot[_depth];
        _free = new int[_depth];
        _completions = new NvmeCompletion[_depth];
        for (int slot = 0; slot < _depth; slot++)
        {
            _free[_freeCount++] = slot;
        }
    }

    /// <inheritdoc/>
    internal override void Work()
    {
        _buffers = new NvmeBuffer[_depth * ((LeastBuffers + _depth - 1) / _depth)];
        for (int index = 0; index < _buffers.Length; index++)
        {
            _buffers[index] = _pool.RentBuffer();
            _buffers[index].Memory.Span.Clear();
        }

        if (Run.Options.ExcludesLooks)
        {
            WorkAndCount();
        }
        else
        {
            while (!Run.IsOver || _freeCount < _depth)
            {
                Step();
            }
        }

        Array.ForEach(_buffers, buffer => buffer.Dispose());
    }

    // The clock is read for each step only if somebody wants to know, because that slows looking down.
    private void WorkAndCount()
    {
        while (!Run.IsOver || _freeCount < _depth)
        {
            long began = Stopwatch.GetTimestamp();
            if (Step() && Run.IsMeasuring)
            {
                WorkNanoseconds += Stopwatch.GetTimestamp() - began;
            }
        }
    }

    // Hands over a batch if there is room for one, and takes what has ended. Returns whether there was anything to do.
    private bool Step()
    {
        bool submits = _freeCount >= _batch && !Run.IsOver;
        if (submits)
        {
            Submit();
        }

        int count = _queue.Poll(_completions);
        if (count > 0)
        {
            End(_completions.AsSpan(0, count));
        }

        return submits || count > 0;
    }

    private void Submit()
    {
        int blocks = Run.Options.BlockBytes / _disk.BlockBytes;
        long now = Stopwatch.GetTimestamp();
        for (int index = 0; index < _batch; index++)
        {
            int number = _free[_freeCount - 1];
            ref Slot slot = ref _slots[number];
            slot.Started = now;
            slot.Block = Blocks.Next(out slot.Writes);
            slot.Buffer = _buffers[_turn + number];
            if (slot.Writes && IsVerified)
            {
                Fill(slot.Block, slot.Buffer.Memory.Span[..Run.Options.BlockBytes]);
            }

            NvmeAppend answer = slot.Writes
                ? _queue.TryWrite(_disk, slot.Block, slot.Buffer, blocks, (ulong)number)
                : _queue.TryRead(_disk, slot.Block, slot.Buffer, blocks, (ulong)number);
            if (answer != NvmeAppend.Added)
            {
                Fail(BlockStatus.Of(BlockError.Refused));
                break;
            }

            _freeCount--;
        }

        _queue.Submit();
        _turn += _depth;
        _turn = _turn == _buffers.Length ? 0 : _turn;
    }

    private void End(ReadOnlySpan<NvmeCompletion> completions)
    {
        long now = Stopwatch.GetTimestamp();
        bool counts = Run.IsMeasuring;
        foreach (ref readonly NvmeCompletion completion in completions)
        {
            int number = (int)completion.Tag;
            _free[_freeCount++] = number;
            ref Slot slot = ref _slots[number];
            if (!completion.Status.IsSuccess)
            {
                Fail(completion.Status);
                continue;
            }

            if (counts)
            {
                Count(slot.Writes, slot.Started, now);
            }

            if (IsVerified && !slot.Writes)
            {
                Check(slot.Block, slot.Buffer.Memory.Span[..Run.Options.BlockBytes]);
            }
        }
    }

    // A request on its way.
    private struct Slot
    {
        internal long Started;
        internal ulong Block;
        internal NvmeBuffer Buffer;
        internal bool Writes;
    }
}

using System.Diagnostics;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>A job with a queue of its own, which it polls.</summary>
internal sealed class PolledJob(BenchRun run, int number, NvmeNamespace disk, NvmeQueue queue, NvmeBufferPool pool) : BenchJob(run, number)
{
    /// <inheritdoc/>
    internal override void Work()
    {
        int depth = Run.Options.Depth;
        int blocks = Run.Options.BlockBytes / disk.BlockBytes;
        NvmeBuffer[] buffers = new NvmeBuffer[depth * ((LeastBuffers + depth - 1) / depth)];
        for (int index = 0; index < buffers.Length; index++)
        {
            buffers[index] = pool.RentBuffer();
            buffers[index].Memory.Span.Clear();
        }

        Work(buffers, depth, blocks);
        foreach (NvmeBuffer buffer in buffers)
        {
            buffer.Dispose();
        }
    }

    private void Work(NvmeBuffer[] buffers, int depth, int blocks)
    {
        BenchOptions options = Run.Options;
        long[] started = new long[depth];
        bool[] writes = new bool[depth];
        ulong[] places = new ulong[depth];
        NvmeBuffer[] used = new NvmeBuffer[depth];
        int[] free = new int[depth];
        for (int slot = 0; slot < depth; slot++)
        {
            free[slot] = slot;
        }

        NvmeCompletion[] completions = new NvmeCompletion[depth];
        int freeCount = depth;
        int turn = 0;
        long idleSince = Stopwatch.GetTimestamp();
        while (!Run.IsOver || freeCount < depth)
        {
            // A batch is handed over when there is room for one.
            if (!Run.IsOver && freeCount >= options.Batch)
            {
                long now = Stopwatch.GetTimestamp();
                for (int index = 0; index < options.Batch; index++)
                {
                    int slot = free[freeCount - 1];
                    ulong block = Blocks.Next(out bool write);
                    NvmeBuffer buffer = buffers[turn + slot];
                    if (IsVerified)
                    {
                        places[slot] = block;
                        used[slot] = buffer;
                        if (write)
                        {
                            Fill(block, buffer.Memory.Span[..options.BlockBytes]);
                        }
                    }

                    NvmeAppend answer = write ? queue.TryWrite(disk, block, buffer, blocks, (ulong)slot) : queue.TryRead(disk, block, buffer, blocks, (ulong)slot);
                    if (answer != NvmeAppend.Added)
                    {
                        Note(write, now, now, BlockStatus.Of(BlockError.Refused));
                        break;
                    }

                    freeCount--;
                    started[slot] = now;
                    writes[slot] = write;
                }

                queue.Submit();
                turn += depth;
                turn = turn == buffers.Length ? 0 : turn;
                idleSince = options.CountsLooks ? Stopwatch.GetTimestamp() : 0;
            }

            // The clock is read before each look only if somebody wants to know, because that slows looking down.
            long looked = options.CountsLooks ? Stopwatch.GetTimestamp() : 0;
            int count = queue.Poll(completions);
            if (count > 0)
            {
                long now = Stopwatch.GetTimestamp();
                if (options.CountsLooks && Run.IsMeasuring)
                {
                    LookingNanoseconds += (looked - idleSince) * BenchRun.NanosecondsPerTick;
                }

                for (int index = 0; index < count; index++)
                {
                    int slot = (int)completions[index].Tag;
                    free[freeCount++] = slot;
                    Note(writes[slot], started[slot], now, completions[index].Status);
                    if (IsVerified && !writes[slot] && completions[index].Status.IsSuccess)
                    {
                        Check(places[slot], used[slot].Memory.Span[..options.BlockBytes]);
                    }
                }

                idleSince = options.CountsLooks ? Stopwatch.GetTimestamp() : 0;
            }
        }
    }
}

using System;
using System.Buffers;
using System.Diagnostics;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>A job whose thread waits for each request: it looks for a while, then it sleeps.</summary>
internal sealed class WaitingJob(BenchRun run, int number) : BenchJob(run, number)
{
    /// <inheritdoc/>
    internal override void Work()
    {
        IMemoryOwner<byte>[] owners = RentBuffers(among: 1);
        Memory<byte>[] buffers = [.. owners.Select(owner => owner.Memory[..Run.Options.BlockBytes])];
        for (int turn = 0; !Run.IsOver; turn = turn + 1 == buffers.Length ? 0 : turn + 1)
        {
            ulong block = Blocks.Next(out bool write);
            Memory<byte> buffer = buffers[turn];
            if (write && IsVerified)
            {
                Fill(block, buffer.Span);
            }

            long started = Stopwatch.GetTimestamp();
            BlockStatus status = write ? Run.Disk.Write(block, buffer) : Run.Disk.Read(block, buffer);
            Note(write, started, Stopwatch.GetTimestamp(), status);
            if (!write && IsVerified && status.IsSuccess)
            {
                Check(block, buffer.Span);
            }
        }

        Array.ForEach(owners, owner => owner.Dispose());
    }
}

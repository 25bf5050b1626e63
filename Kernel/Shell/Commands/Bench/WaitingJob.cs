using System;
using System.Buffers;
using System.Diagnostics;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>A job whose thread waits for each request: it looks for a while, then it sleeps.</summary>
internal sealed class WaitingJob(BenchRun run, int number) : BenchJob(run, number)
{
    /// <inheritdoc/>
    internal override void Work()
    {
        using IMemoryOwner<byte> owner = Run.Pool.Rent(Run.Options.BlockBytes);
        Memory<byte> buffer = owner.Memory[..Run.Options.BlockBytes];
        while (!Run.IsOver)
        {
            ulong block = Blocks.Next(out bool write);
            long started = Stopwatch.GetTimestamp();
            BlockStatus status = write ? Run.Disk.Write(block, buffer) : Run.Disk.Read(block, buffer);
            Note(write, started, Stopwatch.GetTimestamp(), status);
        }
    }
}

using System;
using System.Buffers;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>A job of as many asynchronous loops as requests are to be on their way.</summary>
internal sealed class AwaitedJob(BenchRun run, int number) : BenchJob(run, number)
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    internal override void Work() => Task.WaitAll([.. Enumerable.Range(0, Run.Options.Depth).Select(_ => LoopAsync())]);

    private async Task LoopAsync()
    {
        IBlockDevice disk = Run.Disk;
        using IMemoryOwner<byte> owner = Run.Pool.Rent(Run.Options.BlockBytes);
        Memory<byte> buffer = owner.Memory[..Run.Options.BlockBytes];
        while (!Run.IsOver)
        {
            ulong block;
            bool write;
            lock (_lock)
            {
                block = Blocks.Next(out write);
            }

            long started = Stopwatch.GetTimestamp();
            BlockStatus status = write
                ? await disk.WriteAsync(block, buffer).ConfigureAwait(false)
                : await disk.ReadAsync(block, buffer).ConfigureAwait(false);
            long now = Stopwatch.GetTimestamp();
            lock (_lock)
            {
                Note(write, started, now, status);
            }
        }
    }
}

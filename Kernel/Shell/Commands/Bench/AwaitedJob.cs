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
    internal override void Work()
    {
        // All there are before the first loop begins: if memory ends here, nothing is on its way.
        IMemoryOwner<byte>[][] owners = [.. Enumerable.Range(0, Run.Options.Depth).Select(_ => RentBuffers(among: Run.Options.Depth))];
        Task.WaitAll([.. owners.Select(LoopAsync)]);
    }

    private async Task LoopAsync(IMemoryOwner<byte>[] owners)
    {
        IBlockDevice disk = Run.Disk;
        Memory<byte>[] buffers = [.. owners.Select(owner => owner.Memory[..Run.Options.BlockBytes])];
        for (int turn = 0; !Run.IsOver; turn = turn + 1 == buffers.Length ? 0 : turn + 1)
        {
            ulong block;
            bool write;
            Memory<byte> buffer = buffers[turn];
            lock (_lock)
            {
                block = Blocks.Next(out write);
                if (write && IsVerified)
                {
                    Fill(block, buffer.Span);
                }
            }

            long started = Stopwatch.GetTimestamp();
            BlockStatus status = write
                ? await disk.WriteAsync(block, buffer).ConfigureAwait(false)
                : await disk.ReadAsync(block, buffer).ConfigureAwait(false);
            long now = Stopwatch.GetTimestamp();
            lock (_lock)
            {
                Note(write, started, now, status);
                if (!write && IsVerified && status.IsSuccess)
                {
                    Check(block, buffer.Span);
                }
            }
        }

        Array.ForEach(owners, owner => owner.Dispose());
    }
}

using System;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.KernelTests.Devices;
using CosmosNvme.KernelTests.Load;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.PowerCuts;

/// <summary>Writers of blocks who make durable what they wrote, by flushes and by writing through. The host cuts the power of the disk.</summary>
[DeadlyTest]
internal sealed class RawWork
{
    private const int Writers = 4;
    private const int BlocksOfAWriter = 512;
    private const int LongestWrite = 16;
    private const int WritesAtOnce = 6;
    private const int FullRounds = 300;

    [Test]
    public void Writers_OfBlocks_NoteWhatIsDurable()
    {
        IBlockDevice disk = KernelContext.DestructiveDisk;
        Ledger ledger = new();
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(number => Task.Run(() => WriteAsync(disk, ledger, number)))];
        Task.WaitAll(writers);
    }

    private static async Task WriteAsync(IBlockDevice disk, Ledger ledger, int number)
    {
        Random random = new(number);
        ulong version = 0;
        for (int round = KernelContext.Scale(FullRounds); round > 0; round--)
        {
            if (random.Next(3) == 0)
            {
                // One that is durable by itself.
                Memory<byte> data = Stamped(Extent(random, 0, BlocksOfAWriter, number, out ulong block), disk, block, ++version);
                NvmeDisks.Expect(random.Next(2) == 0 ? disk.WriteThrough(block, data) : await disk.WriteThroughAsync(block, data));
                ledger.Note($"through {number} {version}");
                continue;
            }

            // Several at once, which do not overlap.
            Task<BlockStatus>[] writes = new Task<BlockStatus>[random.Next(1, WritesAtOnce + 1)];
            int share = BlocksOfAWriter / writes.Length;
            for (int index = 0; index < writes.Length; index++)
            {
                Memory<byte> data = Stamped(Extent(random, index * share, share, number, out ulong block), disk, block, ++version);
                writes[index] = disk.WriteAsync(block, data).AsTask();
            }

            foreach (Task<BlockStatus> write in writes)
            {
                NvmeDisks.Expect(await write);
            }

            if (random.Next(3) == 0)
            {
                NvmeDisks.Expect(random.Next(2) == 0 ? disk.Flush() : await disk.FlushAsync());
                ledger.Note($"flushed {number} {version}");
            }
        }
    }

    private static int Extent(Random random, int from, int room, int number, out ulong block)
    {
        int count = random.Next(1, LongestWrite + 1);
        block = (ulong)((number * BlocksOfAWriter) + from + random.Next(room - count));
        return count;
    }

    private static Memory<byte> Stamped(int count, IBlockDevice disk, ulong block, ulong version)
    {
        byte[] data = new byte[count * disk.BlockBytes];
        for (int index = 0; index < count; index++)
        {
            BlockStamp.Write(data.AsSpan(index * disk.BlockBytes, disk.BlockBytes), block + (ulong)index, version);
        }

        return data;
    }
}

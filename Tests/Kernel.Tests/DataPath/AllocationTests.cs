using System;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.KernelTests.Devices;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.DataPath;

/// <summary>
/// Requests allocate nothing once their way was gone before, in any way, with any memory. They are counted in rounds: a request that allocated would show in
/// every round, and what happens once and has nothing to do with them, like a further thread of the thread pool, in a few.
/// </summary>
[ReadOnlyTest]
internal sealed class AllocationTests
{
    private const int Depth = 8;
    private const int WarmUp = 640;
    private const int BufferBytes = 8192;

    private const int Rounds = 20;
    private const int NoisyRounds = 3;

    // Ten times as many in the long run: more than a million over all ways.
    private static int RoundRequests => Math.Max(KernelContext.Scale(640) / Depth * Depth, 64);

    // Every CPU has its own supply of what a request needs; it grows until as many are there as were ever used at once, each with room for as many buffers.
    [OneTimeSetUp]
    public void LayInSupplies()
    {
        NvmeNamespace disk = NvmeDisks.First;
        foreach (int cpu in KernelContext.OnlineCpus)
        {
            TestThreads.Run(1, _ =>
            {
                KernelContext.Machine.PinCurrentThread(cpu);
                byte[][] buffers = [.. Enumerable.Range(0, 4 * Depth).Select(_ => new byte[disk.BlockBytes])];
                Task.WaitAll([.. buffers.Select(buffer => disk.ReadAsync(0, buffer).AsTask())]);
                Task.WaitAll([.. buffers.Select(buffer => Ways.StartReadSeveral(disk, 0, [buffer, buffer, buffer]).AsTask())]);
                for (int read = 0; read < WarmUp; read++)
                {
                    NvmeDisks.Expect(disk.Read(0, buffers[0]));
                }
            });
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Read_Waiting_AllocatesNothing(bool isPoolMemory)
    {
        using DiskBuffers buffers = new(1, BufferBytes, isPoolMemory);
        NvmeNamespace disk = NvmeDisks.First;
        Expect(disk, block => Ways.Read(disk, block, buffers[0]));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ReadSeveral_Waiting_AllocatesNothing(bool isPoolMemory)
    {
        using DiskBuffers buffers = new(3, BufferBytes, isPoolMemory);
        Memory<byte>[] list = [buffers[0], buffers[1], buffers[2]];
        NvmeNamespace disk = NvmeDisks.First;
        Expect(disk, block => Ways.ReadSeveral(disk, block, list));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Read_Awaited_AllocatesNothing(bool isPoolMemory)
    {
        using DiskBuffers buffers = new(Depth, BufferBytes, isPoolMemory);
        NvmeNamespace disk = NvmeDisks.First;
        await ExpectAsync(index => Ways.StartRead(disk, BlockOf(disk, index), buffers[index % Depth]));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task ReadSeveral_Awaited_AllocatesNothing(bool isPoolMemory)
    {
        using DiskBuffers buffers = new(2 * Depth, BufferBytes, isPoolMemory);
        Memory<byte>[][] lists = new Memory<byte>[Depth][];
        for (int index = 0; index < Depth; index++)
        {
            lists[index] = [buffers[2 * index], buffers[(2 * index) + 1]];
        }

        NvmeNamespace disk = NvmeDisks.First;
        await ExpectAsync(index => Ways.StartReadSeveral(disk, BlockOf(disk, index), lists[index % Depth]));
    }

    private static void Expect(NvmeNamespace disk, Func<ulong, BlockStatus> request)
    {
        long[] marks = new long[Rounds + 1];
        int requests = RoundRequests;

        // The first round is that of the warming up, which is as long however short the others are.
        for (int round = -1; round < Rounds; round++)
        {
            marks[round + 1] = GC.GetTotalAllocatedBytes(precise: true);
            for (int index = 0; index < (round < 0 ? Math.Max(requests, WarmUp) : requests); index++)
            {
                BlockStatus status = request(BlockOf(disk, index));
                if (!status.IsSuccess)
                {
                    NvmeDisks.Expect(status);
                }
            }
        }

        ExpectSilence(marks, GC.GetTotalAllocatedBytes(precise: true), requests);
    }

    // Some at once, and all in one method: what the compiler makes of it is allocated when it waits for the first time, in the first round.
    private static async Task ExpectAsync(Func<int, ValueTask<BlockStatus>> start)
    {
        ValueTask<BlockStatus>[] tasks = new ValueTask<BlockStatus>[Depth];
        long[] marks = new long[Rounds + 1];
        int requests = RoundRequests;
        for (int round = -1; round < Rounds; round++)
        {
            marks[round + 1] = GC.GetTotalAllocatedBytes(precise: true);
            for (int index = 0; index < (round < 0 ? Math.Max(requests, WarmUp) : requests); index += Depth)
            {
                for (int slot = 0; slot < Depth; slot++)
                {
#pragma warning disable CA2012 // Kept in an array of their own, and awaited once each.
                    tasks[slot] = start(index + slot);
#pragma warning restore CA2012
                }

                for (int slot = 0; slot < Depth; slot++)
                {
                    BlockStatus status = await tasks[slot].ConfigureAwait(false);
                    if (!status.IsSuccess)
                    {
                        NvmeDisks.Expect(status);
                    }
                }
            }
        }

        ExpectSilence(marks, GC.GetTotalAllocatedBytes(precise: true), requests);
    }

    private static void ExpectSilence(long[] marks, long end, int requests)
    {
        long[] bytes = [.. marks.Skip(1).Append(end).Zip(marks, (later, earlier) => later - earlier).Skip(1)];
        TestContext.Out.WriteLine($"{bytes.Length} rounds of {requests} requests; bytes allocated in each: {string.Join(' ', bytes)}");
        Assert.That(bytes.Count(count => count != 0), Is.LessThanOrEqualTo(NoisyRounds), $"rounds in which something was allocated: {string.Join(' ', bytes)}");
    }

    private static ulong BlockOf(NvmeNamespace disk, int index) => (ulong)(index % 64 * (BufferBytes / disk.BlockBytes));
}

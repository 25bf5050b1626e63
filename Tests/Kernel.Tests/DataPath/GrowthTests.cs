using System;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.KernelTests.Devices;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.DataPath;

/// <summary>
/// Many requests leave nothing behind: managed memory, all other memory of the machine, that for devices included, and the nucleus's own are as much afterwards as
/// before. A hundred million in the long form of Tests/Boot.Tests/GrowthTests.cs.
/// </summary>
[ReadOnlyTest]
internal sealed class GrowthTests
{
    private const int Depth = 32;
    private const int BufferBytes = 512;
    private const int WarmUp = 20_000;

    // What else lives in the machine may take so much meanwhile. A byte for each request of the long form would be 50 MB.
    private const long ManagedBound = 64 * 1024;
    private const long MachineBound = 2 * 1024 * 1024;

    // The thread pool may make some threads. Each takes a stack of 32 KiB in the nucleus, which a later thread gets, and page tables for its own stack.
    private const long NucleusBound = 256 * 1024;

    private static long Requests => KernelContext.Scale(100_000);

    [Test]
    public void Polled_ManyRequests_LeaveNothingBehind()
    {
        NvmeNamespace disk = NvmeDisks.First;
        using NvmeQueue queue = NvmeDisks.FirstController.TryTakeQueue(Depth + 1)!;
        using DiskBuffers buffers = new(Depth, BufferBytes, isPoolMemory: true);
        NvmeCompletion[] completions = new NvmeCompletion[Depth];
        Poll(queue, disk, buffers, completions, WarmUp);
        MemoryUse before = MemoryUse.Take();
        Poll(queue, disk, buffers, completions, Requests);
        Expect(before, MemoryUse.Take(), "polled");
    }

    [Test]
    public async Task Awaited_ManyRequests_LeaveNothingBehind()
    {
        NvmeNamespace disk = NvmeDisks.First;
        using DiskBuffers buffers = new(Depth, BufferBytes, isPoolMemory: true);
        ValueTask<BlockStatus>[] tasks = new ValueTask<BlockStatus>[Depth];
        await AwaitAsync(disk, buffers, tasks, WarmUp).ConfigureAwait(false);
        MemoryUse before = MemoryUse.Take();
        await AwaitAsync(disk, buffers, tasks, Requests).ConfigureAwait(false);
        Expect(before, MemoryUse.Take(), "awaited");
    }

    private static void Poll(NvmeQueue queue, NvmeNamespace disk, DiskBuffers buffers, NvmeCompletion[] completions, long requests)
    {
        int blocks = BufferBytes / disk.BlockBytes;
        for (long done = 0; done < requests; done += Depth)
        {
            for (int slot = 0; slot < Depth; slot++)
            {
                if (queue.TryRead(disk, (ulong)((done + slot) & 1023), buffers.Rented(slot), blocks, (ulong)slot) != NvmeAppend.Added)
                {
                    Assert.Fail("There is room for all of them.");
                }
            }

            queue.Submit();
            int ended = 0;
            while (ended < Depth)
            {
                int more = queue.Poll(completions);
                for (int index = 0; index < more; index++)
                {
                    if (!completions[index].Status.IsSuccess)
                    {
                        Assert.Fail(completions[index].Status.ToString());
                    }
                }

                ended += more;
            }
        }
    }

    private static async Task AwaitAsync(NvmeNamespace disk, DiskBuffers buffers, ValueTask<BlockStatus>[] tasks, long requests)
    {
        for (long done = 0; done < requests; done += Depth)
        {
            for (int slot = 0; slot < Depth; slot++)
            {
#pragma warning disable CA2012 // Kept in an array of their own, and awaited once each.
                tasks[slot] = Ways.StartRead(disk, (ulong)((done + slot) & 1023), buffers[slot]);
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

    private static void Expect(MemoryUse before, MemoryUse after, string way)
    {
        KernelContext.Log.Write(LogLevel.Info, $"growth: {Requests} requests, {way}: managed {after.Managed - before.Managed:+0;-0;0}, machine {after.Machine - before.Machine:+0;-0;0}, nucleus {after.Nucleus - before.Nucleus:+0;-0;0}, page tables {after.PageTables - before.PageTables:+0;-0;0} bytes");
        Assert.Multiple(() =>
        {
            Assert.That(after.Managed - before.Managed, Is.LessThanOrEqualTo(ManagedBound), "managed memory");
            Assert.That(after.Machine - before.Machine, Is.LessThanOrEqualTo(MachineBound), "memory of the machine");
            Assert.That(after.Nucleus - before.Nucleus + after.PageTables - before.PageTables, Is.LessThanOrEqualTo(NucleusBound), "memory of the nucleus and page tables");
        });
    }

    // Bytes that are in use.
    private readonly record struct MemoryUse(long Managed, long Machine, long Nucleus, long PageTables)
    {
        internal static MemoryUse Take()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long managed = GC.GetTotalMemory(forceFullCollection: true);
            MemoryInformation memory = KernelContext.Machine.Memory;
            return new MemoryUse(managed, (long)(memory.Total - memory.Free), (long)memory.Nucleus, (long)memory.PageTables);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.KernelTests.Devices;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.DataPath;

/// <summary>Queues of one's own on the machine's controller.</summary>
[ReadOnlyTest]
[Category("lab")]
internal sealed class NvmeQueueTests
{
    private const int Depth = 33;

    // Of one page or less, and of so many that a list or an SGL describes them.
    private const int Few = 8;
    private const int Many = 64;

    [TestCase(false, false, Few)]
    [TestCase(true, false, Few)]
    [TestCase(true, true, Few)]
    [TestCase(false, false, Many)]
    [TestCase(true, false, Many)]
    [TestCase(true, true, Many)]
    public void Batches_OfReads_GiveWhatTheDiskHas(bool isPoolMemory, bool isBuffer, int blocks)
    {
        NvmeNamespace disk = NvmeDisks.First;
        int bytes = blocks * disk.BlockBytes;
        byte[] expected = NvmeDisks.ReadSlowly(disk, 0, Depth * blocks);
        using NvmeQueue queue = Take(Depth);
        using DiskBuffers buffers = new(queue.Capacity, bytes, isPoolMemory);
        for (int round = 0; round < KernelContext.Scale(50); round++)
        {
            for (int slot = 0; slot < queue.Capacity; slot++)
            {
                buffers[slot].Span.Clear();
                ulong block = (ulong)(slot * blocks);
                NvmeAppend answer = isBuffer
                    ? Ways.AddBufferRead(queue, disk, block, buffers.Rented(slot), blocks, (ulong)slot)
                    : Ways.AddRead(queue, disk, block, buffers[slot], (ulong)slot);
                Assert.That(answer, Is.EqualTo(NvmeAppend.Added));
            }

            Assert.That(Ways.AddRead(queue, disk, 0, buffers[0], 0), Is.EqualTo(NvmeAppend.Full));
            Ways.Submit(queue);
            foreach (NvmeCompletion completion in PollAll(queue))
            {
                NvmeDisks.Expect(completion.Status);
                int slot = (int)completion.Tag;
                Assert.That(buffers[slot].Span.SequenceEqual(expected.AsSpan(slot * bytes, bytes)), Is.True, $"round {round}, slot {slot}");
            }
        }
    }

    [Test]
    public void Queue_PolledByThreadsOnEveryCpu_NeedsNoInterrupt()
    {
        NvmeNamespace disk = NvmeDisks.First;
        NvmeController controller = NvmeDisks.FirstController;
        IReadOnlyList<int> cpus = KernelContext.OnlineCpus;
        int before = controller.DirectQueuePairsLeft;
        Assert.That(before, Is.GreaterThanOrEqualTo(cpus.Count));
        int rounds = KernelContext.Scale(200);
        TestThreads.Run(cpus.Count, number =>
        {
            KernelContext.Machine.PinCurrentThread(cpus[number]);
            using NvmeQueue queue = Take(Depth);
            using DiskBuffers buffers = new(queue.Capacity, disk.BlockBytes, isPoolMemory: true);
            for (int round = 0; round < rounds; round++)
            {
                for (int slot = 0; slot < queue.Capacity; slot++)
                {
                    Assert.That(Ways.AddRead(queue, disk, (ulong)slot, buffers[slot], (ulong)slot), Is.EqualTo(NvmeAppend.Added));
                }

                Ways.Submit(queue);
                Assert.That(PollAll(queue).All(completion => completion.Status.IsSuccess), Is.True);
            }

            Assert.That(queue.ReadTrace().All(record => record.Cpu == cpus[number]), Is.True);
        });
        Assert.That(controller.DirectQueuePairsLeft, Is.EqualTo(before));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Batches_OfReads_AllocateNothing(bool isPoolMemory)
    {
        NvmeNamespace disk = NvmeDisks.First;
        using NvmeQueue queue = Take(Depth);
        using DiskBuffers buffers = new(queue.Capacity, disk.BlockBytes, isPoolMemory);
        NvmeCompletion[] completions = new NvmeCompletion[Depth];
        int rounds = KernelContext.Scale(30);
        long[] bytes = new long[10];
        Run(1);
        for (int part = 0; part < bytes.Length; part++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(rounds);
            bytes[part] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // A collection that comes in between closes the thread's piece of the heap, which counts as if it had been used.
        Assert.That(bytes.Count(count => count != 0), Is.LessThanOrEqualTo(1), $"bytes in parts of {rounds * queue.Capacity} commands: {string.Join(' ', bytes)}");

        void Run(int count)
        {
            for (int round = 0; round < count; round++)
            {
                for (int slot = 0; slot < queue.Capacity; slot++)
                {
                    Ways.AddRead(queue, disk, (ulong)slot, buffers[slot], (ulong)slot);
                }

                Ways.Submit(queue);
                while (queue.Outstanding > 0)
                {
                    if (Ways.Poll(queue, completions) == 0)
                    {
                        Ways.Pause(queue);
                    }
                }
            }
        }
    }

    [Test]
    public void Dispose_CommandsOnTheirWay_GivesQueueAndBuffersBack()
    {
        NvmeNamespace disk = NvmeDisks.First;
        int before = NvmeDisks.FirstController.DirectQueuePairsLeft;
        for (int round = 0; round < KernelContext.Scale(30); round++)
        {
            using NvmeQueue queue = Take(Depth);
            for (int slot = 0; slot < queue.Capacity; slot++)
            {
                Assert.That(queue.TryRead(disk, (ulong)slot, new byte[disk.BlockBytes], 0), Is.EqualTo(NvmeAppend.Added));
            }

            queue.Submit();
        }

        Assert.That(NvmeDisks.FirstController.DirectQueuePairsLeft, Is.EqualTo(before));
        NvmeDisks.Expect(disk.Read(0, new byte[disk.BlockBytes]));
    }

    private static NvmeQueue Take(int depth)
    {
        NvmeQueue? queue = NvmeDisks.FirstController.TryTakeQueue(depth);
        Assert.That(queue, Is.Not.Null, "The controller has no queue pair left.");
        return queue!;
    }

    private static List<NvmeCompletion> PollAll(NvmeQueue queue)
    {
        List<NvmeCompletion> ends = [];
        NvmeCompletion[] completions = new NvmeCompletion[4];
        while (queue.Outstanding > 0)
        {
            ends.AddRange(completions.AsSpan(0, Ways.Poll(queue, completions)));
        }

        return ends;
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.KernelTests.Devices;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.DataPath;

/// <summary>Owners of queues who sleep on the machine's controller until its interrupt comes.</summary>
[ReadOnlyTest]
[Category("lab")]
internal sealed class NvmeQueueWaitingTests
{
    private const int Depth = 33;
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Test]
    public void Wait_OnEveryCpu_GetsEveryEnd()
    {
        NvmeNamespace disk = NvmeDisks.First;
        IReadOnlyList<int> cpus = KernelContext.OnlineCpus;
        int rounds = KernelContext.Scale(200);
        TestThreads.Run(cpus.Count, number =>
        {
            KernelContext.Machine.PinCurrentThread(cpus[number]);
            using NvmeQueue queue = Take();
            using DiskBuffers buffers = new(queue.Capacity, disk.BlockBytes, isPoolMemory: true);
            for (int round = 0; round < rounds; round++)
            {
                ReadAndWait(queue, disk, buffers, count: 1 + (round % queue.Capacity));
            }
        });
    }

    // The vector went to the CPU where the queue was taken; the owner sleeps wherever it likes.
    [Test]
    public void Wait_OwnerMovesFromCpuToCpu_IsWokenThere()
    {
        NvmeNamespace disk = NvmeDisks.First;
        IReadOnlyList<int> cpus = KernelContext.OnlineCpus;
        TestThreads.Run(1, _ =>
        {
            using NvmeQueue queue = Take();
            using DiskBuffers buffers = new(queue.Capacity, disk.BlockBytes, isPoolMemory: true);
            for (int round = 0; round < KernelContext.Scale(100); round++)
            {
                KernelContext.Machine.PinCurrentThread(cpus[round % cpus.Count]);
                ReadAndWait(queue, disk, buffers, count: 1);
            }
        });
    }

    // The driver's own queues share the CPUs' soft-interrupt threads, and where the controller has few vectors, these too.
    [Test]
    public void Wait_BesideAwaitedRequests_BothGetTheirEnds()
    {
        NvmeNamespace disk = NvmeDisks.First;
        using CancellationTokenSource end = new();
        Thread others = new(() =>
        {
            byte[] block = new byte[disk.BlockBytes];
            while (!end.IsCancellationRequested)
            {
                NvmeDisks.Expect(disk.ReadAsync(0, block).AsTask().Result);
            }
        });
        others.Start();
        using NvmeQueue queue = Take();
        using DiskBuffers buffers = new(queue.Capacity, disk.BlockBytes, isPoolMemory: true);
        for (int round = 0; round < KernelContext.Scale(100); round++)
        {
            ReadAndWait(queue, disk, buffers, count: 8);
        }

        end.Cancel();
        others.Join();
    }

    [Test]
    public void Wait_NothingOnItsWay_LetsTheCpusIdleUntilTheTimeOut()
    {
        using NvmeQueue queue = Take();
        ulong idle = Idle();
        long began = Stopwatch.GetTimestamp();
        Assert.That(queue.WaitForInterrupt(TimeSpan.FromMilliseconds(500)), Is.False);
        TimeSpan waited = Stopwatch.GetElapsedTime(began);
        Assert.That(waited, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(500)));
        Assert.That(Idle() - idle, Is.GreaterThan((ulong)(waited.TotalNanoseconds / 4)), "the waiting thread must have slept");
    }

    [Test]
    public void Wait_ControllerIsReset_Ends()
    {
        NvmeController controller = NvmeDisks.FirstController;
        using NvmeQueue queue = Take();
        bool hasEnded = false;
        Thread owner = new(() => hasEnded = queue.WaitForInterrupt(s_minute));
        owner.Start();
        Thread.Sleep(20);
        Assert.That(controller.Reset(), Is.Null);
        Assert.That(owner.Join(s_minute), Is.True);
        Assert.That(hasEnded, Is.True);
        queue.Dispose();
        using NvmeQueue next = Take();
        using DiskBuffers buffers = new(next.Capacity, NvmeDisks.First.BlockBytes, isPoolMemory: true);
        ReadAndWait(next, NvmeDisks.First, buffers, count: 4);
    }

    [Test]
    public void Wait_ManyTimes_AllocatesNothing()
    {
        NvmeNamespace disk = NvmeDisks.First;
        using NvmeQueue queue = Take();
        using DiskBuffers buffers = new(queue.Capacity, disk.BlockBytes, isPoolMemory: true);
        NvmeCompletion[] completions = new NvmeCompletion[Depth];
        long[] bytes = new long[10];
        Run(1);
        for (int part = 0; part < bytes.Length; part++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(KernelContext.Scale(30));
            bytes[part] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // A collection that comes in between closes the thread's piece of the heap, which counts as if it had been used.
        Assert.That(bytes.Count(count => count != 0), Is.LessThanOrEqualTo(1), $"bytes: {string.Join(' ', bytes)}");

        void Run(int rounds)
        {
            for (int round = 0; round < rounds; round++)
            {
                Ways.AddRead(queue, disk, 0, buffers[0], 0);
                Ways.Submit(queue);
                Ways.WaitForInterrupt(queue, s_minute);
                Ways.Poll(queue, completions);
            }
        }
    }

    private static NvmeQueue Take()
    {
        NvmeQueue? queue = NvmeDisks.FirstController.TryTakeQueue(Depth, interrupts: true);
        Assert.That(queue, Is.Not.Null, "The controller has no queue pair left.");
        InterruptMode mode = NvmeDisks.FirstController.InterruptMode;
        Assert.That(queue!.HasInterrupt, Is.EqualTo(mode is InterruptMode.MsiX or InterruptMode.Msi));
        return queue;
    }

    private static void ReadAndWait(NvmeQueue queue, NvmeNamespace disk, DiskBuffers buffers, int count)
    {
        for (int slot = 0; slot < count; slot++)
        {
            Assert.That(Ways.AddRead(queue, disk, (ulong)slot, buffers[slot], (ulong)slot), Is.EqualTo(NvmeAppend.Added));
        }

        Ways.Submit(queue);
        NvmeCompletion[] completions = new NvmeCompletion[4];
        for (int ended = 0; ended < count;)
        {
            Assert.That(Ways.WaitForInterrupt(queue, s_minute), Is.True, "an end must come");
            int found = Ways.Poll(queue, completions);
            Assert.That(found, Is.GreaterThan(0), "who is woken finds something");
            for (int index = 0; index < found; index++)
            {
                NvmeDisks.Expect(completions[index].Status);
            }

            ended += found;
        }
    }

    private static ulong Idle() => KernelContext.OnlineCpus.Aggregate(0UL, (sum, cpu) => sum + KernelContext.Machine.GetCpu(cpu).IdleNanoseconds);
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.KernelTests.Devices;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.DataPath;

/// <summary>
/// What a request takes when all CPUs make them, each on its own queue, and when many are outstanding. The host compares machines and depths
/// (Tests/KernelRunner.Tests/ScalingTests.cs).
/// </summary>
[InstructionsTest]
internal sealed class ScalingTests
{
    private const int BufferBytes = 4096;
    private const int Batch = 32;
    private const int Rounds = CountedInstructions.Rounds;
    private const int WarmUpRounds = CountedInstructions.WarmUpRounds;

    // The machine's second one, whose reads end long after all CPUs have begun theirs. Else the host would decide how many interrupts fall into the calls.
    private static NvmeNamespace SlowDisk => NvmeDisks.FirstController.Namespaces[1];

    // Every CPU hands its batch over before the first one polls: all queues are in use at once.
    [Test]
    public void OwnQueues_OfAllCpusAtOnce() => OnAllCpus($"all CPUs, own queue, {Batch} requests", turns =>
    {
        NvmeQueue? queue = null;
        turns.Take(() => queue = NvmeDisks.FirstController.TryTakeQueue(Batch + 1));
        using (queue)
        {
            return Poll(queue!, Batch, turns);
        }
    });

    [Test]
    public void QueuesOfTheDriver_OfAllCpusAtOnce()
    {
        long most = 0;
        int cpus = OnAllCpus("all CPUs, awaited, a request's call", turns => Begin(turns, () => most = Math.Max(most, Outstanding())));
        Assert.That(most, Is.GreaterThanOrEqualTo(cpus * Batch), "All CPUs must have had all their requests outstanding at once.");
    }

    [TestCase(32)]
    [TestCase(1024)]
    public void OwnQueue_Outstanding(int requests)
    {
        using NvmeQueue queue = NvmeDisks.FirstController.TryTakeQueue(requests + 1)!;
        using Turns turns = new(1);
        CountedInstructions.Write($"own queue, {requests} outstanding", Poll(queue, requests, turns), requests / Batch);
    }

    [TestCase(32)]
    [TestCase(1024)]
    public async Task Awaited_Outstanding(int requests) =>
        CountedInstructions.Write($"awaited, {requests} outstanding", await AwaitedReads.CountAsync(requests).ConfigureAwait(false), requests / Batch);

    // Returns how many CPUs there are.
    private static int OnAllCpus(string figure, Func<Turns, long[]> count)
    {
        int[] cpus = [.. KernelContext.OnlineCpus];
        ConcurrentBag<long> counts = [];
        using Turns turns = new(cpus.Length);
        TestThreads.Run(cpus.Length, number =>
        {
            KernelContext.Machine.PinCurrentThread(cpus[number]);
            Array.ForEach(count(turns), counts.Add);
        });
        CountedInstructions.Write(figure, [.. counts]);
        return cpus.Length;
    }

    // Rounds of so many requests on a queue: handed over and polled a batch at a time, and all outstanding in between.
    private static long[] Poll(NvmeQueue queue, int requests, Turns turns)
    {
        NvmeNamespace disk = NvmeDisks.First;
        using DiskBuffers buffers = new(requests, BufferBytes, isPoolMemory: true);
        NvmeCompletion[] completions = new NvmeCompletion[requests];
        int blocks = BufferBytes / disk.BlockBytes;
        List<long> counts = [];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            int ended = 0;
            long submit = turns.Count(() =>
            {
                for (int first = 0; first < requests; first += Batch)
                {
                    Submit(queue, disk, buffers.AllRented.Slice(first, Batch), (ulong)(first * blocks), blocks);
                }
            });
            long complete = turns.Count(() =>
            {
                while (ended < requests && queue.Poll(completions.AsSpan(ended, Math.Min(Batch, requests - ended))) is int more and > 0)
                {
                    ended += more;
                }
            });

            // The host was slow if not all have ended: such a round says nothing.
            if (ended == requests && round >= 0)
            {
                counts.Add(submit + complete);
            }

            for (; ended < requests; ended += queue.Poll(completions.AsSpan(ended)))
            {
                Thread.Sleep(1);
            }

            Assert.That(completions.All(completion => completion.Status.IsSuccess), Is.True);
        }

        Assert.That(counts.Count, Is.GreaterThan(Rounds / 2), "In most rounds every command must have ended before its end is counted.");
        return [.. counts];
    }

    private static void Submit(NvmeQueue queue, NvmeNamespace disk, ReadOnlySpan<NvmeBuffer> buffers, ulong block, int blocks)
    {
        for (int slot = 0; slot < buffers.Length; slot++)
        {
            if (queue.TryRead(disk, block, buffers[slot], blocks, (ulong)slot) != NvmeAppend.Added)
            {
                Assert.Fail("There is room for all of them.");
            }

            block += (ulong)blocks;
        }

        queue.Submit();
    }

    // The calls that begin requests on this CPU's queue, each for itself.
    private static long[] Begin(Turns turns, Action whenBegun)
    {
        NvmeNamespace disk = SlowDisk;
        using DiskBuffers buffers = new(Batch, BufferBytes, isPoolMemory: true);
        ValueTask<BlockStatus>[] tasks = new ValueTask<BlockStatus>[Batch];
        long[] counts = new long[Rounds * Batch];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            int first = Math.Max(round, 0) * Batch;
            turns.Take(() =>
            {
                for (int slot = 0; slot < Batch; slot++)
                {
                    ulong block = (ulong)(slot * BufferBytes / disk.BlockBytes);
                    Memory<byte> buffer = buffers[slot];
                    long start = Stopwatch.GetTimestamp();
#pragma warning disable CA2012 // Kept in an array of their own, and looked at once each.
                    tasks[slot] = Ways.StartRead(disk, block, buffer);
#pragma warning restore CA2012
                    counts[first + slot] = Stopwatch.GetTimestamp() - start - CountedInstructions.ClockCost;
                }

                whenBegun();
            });
            foreach (ValueTask<BlockStatus> task in tasks)
            {
                while (!task.IsCompleted)
                {
                    Thread.Sleep(1);
                }

                NvmeDisks.Expect(task.Result);
            }
        }

        return counts;
    }

    // Requests in the driver's queues. Nobody begins any meanwhile.
    private static long Outstanding()
    {
        NvmeController controller = NvmeDisks.FirstController;
        return Enumerable.Range(1, controller.QueuePairCount).Sum(queue => KernelContext.OnlineCpus.Sum(cpu =>
        {
            QueueActivity activity = controller.ReadActivity(queue, cpu);
            return activity.Submitted - activity.Completed;
        }));
    }
}

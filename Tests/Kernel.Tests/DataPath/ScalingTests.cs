using System;
using System.Collections.Concurrent;
using System.Diagnostics;
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
/// (Tests/KernelRunner.Tests/ScalingTests.cs). The clock runs for all CPUs together, so what another one does falls into some measurements, which the median leaves out.
/// </summary>
[InstructionsTest]
internal sealed class ScalingTests
{
    private const int BufferBytes = 4096;
    private const int Batch = 32;
    private const int Rounds = CountedInstructions.Rounds;
    private const int WarmUpRounds = CountedInstructions.WarmUpRounds;
    private const int MostIncompleteRounds = 1000;

    // Long enough for the emulated controller to end a batch.
    private const long PatienceNanoseconds = 200_000;

    // All have their queues, and one after the other uses its own: at a doorbell the emulator changes the CPU, so the others' waiting would be counted.
    [Test]
    public void OwnQueues_OfAllCpusAtOnce()
    {
        ConcurrentBag<long> counts = [];
        using SemaphoreSlim turn = new(1);
        OnAllCpus(start =>
        {
            using NvmeQueue queue = NvmeDisks.FirstController.TryTakeQueue(Batch + 1)!;
            start.SignalAndWait();
            turn.Wait();
            Array.ForEach(Poll(queue, Batch), counts.Add);
            turn.Release();
            start.SignalAndWait();
        });
        CountedInstructions.Write($"all CPUs, own queue, {Batch} requests", [.. counts]);
    }

    [Test]
    public void QueuesOfTheDriver_OfAllCpusAtOnce()
    {
        ConcurrentBag<long> counts = [];
        OnAllCpus(start =>
        {
            start.SignalAndWait();
            Array.ForEach(Begin(), counts.Add);
        });
        CountedInstructions.Write("all CPUs, awaited, a request's call", [.. counts]);
    }

    [TestCase(32)]
    [TestCase(1024)]
    public void OwnQueue_Outstanding(int requests)
    {
        using NvmeQueue queue = NvmeDisks.FirstController.TryTakeQueue(requests + 1)!;
        CountedInstructions.Write($"own queue, {requests} outstanding", Poll(queue, requests), requests / Batch);
    }

    [TestCase(32)]
    [TestCase(1024)]
    public async Task Awaited_Outstanding(int requests)
    {
        NvmeNamespace disk = NvmeDisks.First;
        using DiskBuffers buffers = new(requests, BufferBytes, isPoolMemory: true);
        ValueTask<BlockStatus>[] tasks = new ValueTask<BlockStatus>[requests];
        long[] rounds = new long[Rounds];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            long busy = Busy();
            for (int slot = 0; slot < requests; slot++)
            {
#pragma warning disable CA2012 // Kept in an array of their own, and awaited once each.
                tasks[slot] = Ways.StartRead(disk, (ulong)(slot * BufferBytes / disk.BlockBytes), buffers[slot]);
#pragma warning restore CA2012
            }

            for (int slot = 0; slot < requests; slot++)
            {
                NvmeDisks.Expect(await tasks[slot].ConfigureAwait(false));
            }

            rounds[Math.Max(round, 0)] = Busy() - busy;
        }

        CountedInstructions.Write($"awaited, {requests} outstanding", rounds, requests / Batch);
    }

    private static void OnAllCpus(Action<Barrier> body)
    {
        int[] cpus = [.. KernelContext.OnlineCpus];
        using Barrier start = new(cpus.Length);
        TestThreads.Run(cpus.Length, number =>
        {
            KernelContext.Machine.PinCurrentThread(cpus[number]);
            body(start);
        });
    }

    // Rounds of so many requests on a queue: handed over and polled a batch at a time, and all outstanding in between.
    private static long[] Poll(NvmeQueue queue, int requests)
    {
        NvmeNamespace disk = NvmeDisks.First;
        using DiskBuffers buffers = new(requests, BufferBytes, isPoolMemory: true);
        NvmeCompletion[] completions = new NvmeCompletion[Batch];
        int blocks = BufferBytes / disk.BlockBytes;
        long[] counts = new long[Rounds];
        int incomplete = 0;
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int first = 0; first < requests; first += Batch)
            {
                Submit(queue, disk, buffers.AllRented.Slice(first, Batch), (ulong)(first * blocks), blocks);
            }

            long submitted = Stopwatch.GetTimestamp();
            WaitUntil(submitted + (PatienceNanoseconds * requests / Batch));
            long begin = Stopwatch.GetTimestamp();
            int ended = 0;
            while (ended < requests && queue.Poll(completions) is int more and > 0)
            {
                ended += more;
            }

            long end = Stopwatch.GetTimestamp();
            counts[Math.Max(round, 0)] = submitted - start + end - begin - (2 * CountedInstructions.ClockCost);
            if (ended < requests)
            {
                // The host was slow: a round in which commands ended later says nothing.
                Assert.That(++incomplete, Is.LessThan(MostIncompleteRounds), "Every command must have ended before its end is measured.");
                for (; ended < requests; ended += queue.Poll(completions))
                {
                    WaitUntil(Stopwatch.GetTimestamp() + PatienceNanoseconds);
                }

                round--;
            }
        }

        return counts;
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

    // The calls that begin requests on this CPU's queue, each for itself: interrupts, and what other CPUs do, fall into a few of them.
    private static long[] Begin()
    {
        NvmeNamespace disk = NvmeDisks.First;
        using DiskBuffers buffers = new(Batch, BufferBytes, isPoolMemory: true);
        ValueTask<BlockStatus>[] tasks = new ValueTask<BlockStatus>[Batch];
        long[] counts = new long[Rounds * Batch];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            for (int slot = 0; slot < Batch; slot++)
            {
                ulong block = (ulong)(slot * BufferBytes / disk.BlockBytes);
                Memory<byte> buffer = buffers[slot];
                long start = Stopwatch.GetTimestamp();
#pragma warning disable CA2012 // Kept in an array of their own, and looked at once each.
                tasks[slot] = Ways.StartRead(disk, block, buffer);
#pragma warning restore CA2012
                counts[(Math.Max(round, 0) * Batch) + slot] = Stopwatch.GetTimestamp() - start - CountedInstructions.ClockCost;
            }

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

    private static long Busy() => (long)KernelContext.Machine.GetCpu(0).BusyNanoseconds;

    private static void WaitUntil(long timestamp)
    {
        while (Stopwatch.GetTimestamp() < timestamp)
        {
            // Without the pauses of Thread.SpinWait: with several CPUs each of them is a change of CPU for the emulator.
        }
    }
}

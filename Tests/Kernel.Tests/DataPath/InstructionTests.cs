using System;
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
/// How many instructions a request takes. The machine's clock counts them: a nanosecond each. Writes a line for each measurement, "way; depth;
/// submit; complete", which the host compares with docs/performance.md.
/// </summary>
[InstructionsTest]
internal sealed class InstructionTests
{
    private const int BufferBytes = 4096;
    private const int Rounds = 41;
    private const int WarmUpRounds = 5;
    private const int MostIncompleteRounds = 1000;

    // Long enough for the emulated controller to end every command of a batch.
    private const long PatienceNanoseconds = 200_000;

    private static readonly long s_clockCost = MeasureClock();

    [TestCase(1, true, true)]
    [TestCase(32, true, true)]
    [TestCase(1, true, false)]
    [TestCase(32, true, false)]
    [TestCase(1, false, false)]
    [TestCase(32, false, false)]
    public void OwnQueue(int depth, bool isPoolMemory, bool isBuffer)
    {
        NvmeNamespace disk = NvmeDisks.First;
        using NvmeQueue queue = NvmeDisks.FirstController.TryTakeQueue(depth + 1)!;
        using DiskBuffers buffers = new(depth, BufferBytes, isPoolMemory);
        NvmeCompletion[] completions = new NvmeCompletion[depth];
        int blocks = BufferBytes / disk.BlockBytes;
        NvmeBuffer first = isBuffer ? buffers.Rented(0) : null!;
        int incomplete = 0;
        long[] submit = new long[Rounds];
        long[] complete = new long[Rounds];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            if (isBuffer)
            {
                if (depth == 1)
                {
                    if (queue.TryRead(disk, 0, first, blocks, 0) != NvmeAppend.Added)
                    {
                        Assert.Fail("There is room for it.");
                    }

                    queue.Submit();
                }
                else
                {
                    Submit(queue, disk, buffers.AllRented, blocks);
                }
            }
            else
            {
                for (int slot = 0; slot < depth; slot++)
                {
                    queue.TryRead(disk, (ulong)(slot * blocks), buffers[slot], (ulong)slot);
                }

                queue.Submit();
            }

            long submitted = Stopwatch.GetTimestamp();
            WaitUntil(submitted + PatienceNanoseconds);
            long begin = Stopwatch.GetTimestamp();
            int ended = queue.Poll(completions);
            long end = Stopwatch.GetTimestamp();
            if (ended < depth)
            {
                // The host was slow: a round in which commands ended later says nothing.
                Assert.That(++incomplete, Is.LessThan(MostIncompleteRounds), "Every command must have ended before its end is measured.");
                for (; ended < depth; ended += queue.Poll(completions))
                {
                    WaitUntil(Stopwatch.GetTimestamp() + PatienceNanoseconds);
                }

                round--;
                continue;
            }

            submit[Math.Max(round, 0)] = submitted - start - s_clockCost;
            complete[Math.Max(round, 0)] = end - begin - s_clockCost;
        }

        Write($"own queue, polled, {(isBuffer ? "pool buffers" : isPoolMemory ? "pool memory" : "ordinary memory")}", depth, submit, complete);
    }

    [Test]
    public void WaitingThread()
    {
        NvmeNamespace disk = NvmeDisks.First;
        using DiskBuffers buffers = new(1, BufferBytes, isPoolMemory: true);
        long[] complete = new long[Rounds];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            long busy = Busy();
            NvmeDisks.Expect(Ways.Read(disk, 0, buffers[0]));
            complete[Math.Max(round, 0)] = Busy() - busy;
        }

        Write("waiting thread, with its looking and sleeping", 1, new long[Rounds], complete);
    }

    // Submitting is the call. Completing is everything else that the CPU does, idling left out: interrupt, soft-interrupt thread, thread
    // pool, awaiting code. With many requests at once some interrupts fall into the calls, so only their sum is exact.
    [TestCase(1)]
    [TestCase(32)]
    public async Task Awaited(int depth)
    {
        NvmeNamespace disk = NvmeDisks.First;
        using DiskBuffers buffers = new(depth, BufferBytes, isPoolMemory: true);
        ValueTask<BlockStatus>[] tasks = new ValueTask<BlockStatus>[depth];
        long[] submit = new long[Rounds];
        long[] complete = new long[Rounds];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            long busy = Busy();
            long start = Stopwatch.GetTimestamp();
            for (int slot = 0; slot < depth; slot++)
            {
#pragma warning disable CA2012 // Kept in an array of their own, and awaited once each.
                tasks[slot] = Ways.StartRead(disk, (ulong)(slot * BufferBytes / disk.BlockBytes), buffers[slot]);
#pragma warning restore CA2012
            }

            long submitted = Stopwatch.GetTimestamp() - start - s_clockCost;
            for (int slot = 0; slot < depth; slot++)
            {
                NvmeDisks.Expect(await tasks[slot].ConfigureAwait(false));
            }

            submit[Math.Max(round, 0)] = submitted;
            complete[Math.Max(round, 0)] = Busy() - busy - submitted;
        }

        Write("awaited, by interrupt, pool memory", depth, submit, complete);
    }

    // As somebody would write it who counts instructions.
    private static void Submit(NvmeQueue queue, NvmeNamespace disk, ReadOnlySpan<NvmeBuffer> buffers, int blocks)
    {
        ulong block = 0;
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

    private static long Busy() => (long)KernelContext.Machine.GetCpu(0).BusyNanoseconds;

    private static void WaitUntil(long timestamp)
    {
        while (Stopwatch.GetTimestamp() < timestamp)
        {
            Thread.SpinWait(100);
        }
    }

    private static long MeasureClock()
    {
        const int Looks = 1000;
        long start = Stopwatch.GetTimestamp();
        for (int look = 0; look < Looks; look++)
        {
            _ = Stopwatch.GetTimestamp();
        }

        return (Stopwatch.GetTimestamp() - start) / Looks;
    }

    // The median: other threads of the kernel fall into a round now and then.
    private static void Write(string way, int depth, long[] submit, long[] complete)
    {
        Array.Sort(submit);
        Array.Sort(complete);
        TestContext.Out.WriteLine(FormattableString.Invariant($"count: {way}; {depth}; {submit[Rounds / 2] / depth}; {complete[Rounds / 2] / depth}"));
    }
}

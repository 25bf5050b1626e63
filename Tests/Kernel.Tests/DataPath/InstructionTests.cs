using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.KernelTests.Devices;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.DataPath;

/// <summary>
/// How many instructions a request takes: submitting is the call, doorbell included, completing all that comes behind it.
/// </summary>
[InstructionsTest]
internal sealed class InstructionTests
{
    private const int BufferBytes = 4096;
    private const int Rounds = CountedInstructions.Rounds;
    private const int WarmUpRounds = CountedInstructions.WarmUpRounds;
    private const int MostIncompleteRounds = 1000;

    // Long enough for the emulated controller to end every command of a batch.
    private const long PatienceNanoseconds = 200_000;

    private static readonly long s_clockCost = CountedInstructions.ClockCost;
    private static readonly long s_accountCost = MeasureAccount();

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

        string way = $"own queue, polled, {(isBuffer ? "pool buffers" : isPoolMemory ? "pool memory" : "ordinary memory")}, depth {depth}";
        long[] both = [.. submit.Zip(complete, (first, second) => first + second)];
        CountedInstructions.Write($"{way}: submit", submit, depth);
        CountedInstructions.Write($"{way}: complete", complete, depth);
        if (isBuffer)
        {
            CountedInstructions.Write($"{way}: submit and complete", both, depth);
        }
    }

    // Everything that the CPU does, idling left out: the calls, going to sleep, interrupts, being woken, taking the ends. A round in which other threads
    // ran too says nothing, nor one in which the ends were there at once.
    [TestCase(1)]
    [TestCase(32)]
    public void OwnQueueByInterrupt(int depth)
    {
        NvmeNamespace disk = NvmeDisks.First;
        using NvmeQueue queue = NvmeDisks.FirstController.TryTakeQueue(depth + 1, interrupts: true)!;
        using DiskBuffers buffers = new(depth, BufferBytes, isPoolMemory: true);
        NvmeCompletion[] completions = new NvmeCompletion[depth];
        NvmeBuffer first = buffers.Rented(0);
        int blocks = BufferBytes / disk.BlockBytes;
        long[] rounds = new long[Rounds];
        int unusable = 0;
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            ulong switches = KernelContext.Machine.GetCpu(0).ContextSwitches;
            long busy = CountedInstructions.Busy;
            if (depth == 1)
            {
                queue.TryRead(disk, 0, first, blocks, 0);
                queue.Submit();
            }
            else
            {
                Submit(queue, disk, buffers.AllRented, blocks);
            }

            ulong waits = 0;
            for (int ended = 0; ended < depth; ended += queue.Poll(completions))
            {
                queue.WaitForInterrupt(Timeout.InfiniteTimeSpan);
                waits++;
            }

            rounds[Math.Max(round, 0)] = CountedInstructions.Busy - busy - s_accountCost;
            switches = KernelContext.Machine.GetCpu(0).ContextSwitches - switches;
            if (switches == 0 || switches > waits)
            {
                Assert.That(++unusable, Is.LessThan(MostIncompleteRounds), "The thread must have slept, and nobody else have run.");
                round--;
            }
        }

        CountedInstructions.Write($"own queue, by interrupt, pool buffers, depth {depth}", rounds, depth);
    }

    [Test]
    public void WaitingThread()
    {
        NvmeNamespace disk = NvmeDisks.First;
        using DiskBuffers buffers = new(1, BufferBytes, isPoolMemory: true);
        long[] rounds = new long[Rounds];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            long busy = CountedInstructions.Busy;
            NvmeDisks.Expect(Ways.Read(disk, 0, buffers[0]));
            rounds[Math.Max(round, 0)] = CountedInstructions.Busy - busy;
        }

        CountedInstructions.Write("waiting thread, with its looking and sleeping", rounds);
    }

    [TestCase(1)]
    [TestCase(32)]
    public async Task Awaited(int depth) =>
        CountedInstructions.Write($"awaited, by interrupt, pool memory, depth {depth}", await AwaitedReads.CountAsync(depth).ConfigureAwait(false), depth);

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

    private static void WaitUntil(long timestamp)
    {
        while (Stopwatch.GetTimestamp() < timestamp)
        {
            Thread.SpinWait(100);
        }
    }

    // What one look at the CPU's account adds to it.
    private static long MeasureAccount()
    {
        long[] costs = new long[Rounds];
        for (int look = 0; look < Rounds; look++)
        {
            long busy = CountedInstructions.Busy;
            costs[look] = CountedInstructions.Busy - busy;
        }

        Array.Sort(costs);
        return costs[Rounds / 2];
    }
}

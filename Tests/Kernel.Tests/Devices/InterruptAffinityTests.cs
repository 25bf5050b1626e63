using System;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Interrupts of the NVMe controller, CPU by CPU, and what moving them does to reads under way.</summary>
[ReadOnlyTest]
internal sealed class InterruptAffinityTests
{
    private NvmeNamespace _disk = null!;
    private InterruptLine[] _queues = null!;

    [SetUp]
    public void FindLines()
    {
        _disk = NvmeDisks.First;
        string name = NvmeDisks.FirstController.Name;
        _queues = KernelContext.Interrupts.Lines.Where(line => line.Name.StartsWith(name + " q", StringComparison.Ordinal)).ToArray();
        Assert.That(_queues, Is.Not.Empty, "The controller has no interrupt for its I/O queues.");
    }

    [Test]
    public void Reads_FromEachCpu_InterruptThatCpu()
    {
        const int Reads = 40;
        Assert.That(_queues, Has.Length.EqualTo(KernelContext.OnlineCpus.Count), "This controller has fewer queues than the machine has CPUs.");

        // Lines that were moved by another test have counts on other CPUs from then.
        long[] elsewhere = CountsElsewhere();
        foreach (int cpu in KernelContext.OnlineCpus)
        {
            InterruptLine line = _queues.Single(line => line.Cpu == cpu);
            long before = line.CountOn(cpu);
            RunPinned(cpu, () => ReadBlocks(Reads));
            Assert.That(line.CountOn(cpu), Is.GreaterThan(before), $"reads on CPU {cpu} did not interrupt it");
        }

        Assert.That(CountsElsewhere(), Is.EqualTo(elsewhere));
    }

    [Test]
    public void Move_WhileEveryCpuReads_LosesNoCompletion()
    {
        int moves = KernelContext.Scale(400);
        int[] homes = [.. _queues.Select(line => line.Cpu)];
        long missed = NvmeDisks.FirstController.MissedInterrupts;
        long[] unhandled = [.. KernelContext.OnlineCpus.Select(KernelContext.Interrupts.UnhandledOn)];
        bool isOver = false;
        int failures = 0;
        int rounds = 0;
        Thread[] readers = [.. KernelContext.OnlineCpus.Select(cpu => new Thread(() =>
        {
            KernelContext.Machine.PinCurrentThread(cpu);
            while (!Volatile.Read(ref isOver))
            {
                Interlocked.Add(ref failures, ReadBlocks(16));
                Interlocked.Increment(ref rounds);
            }
        }))];
        Array.ForEach(readers, reader => reader.Start());
        for (int move = 0; move < moves; move++)
        {
            // A few reads between two moves, so that these meet interrupts at every stage.
            int before = Volatile.Read(ref rounds);
            Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref rounds) > before, TestThreads.Patience), Is.True, "the readers stand still");
            InterruptLine line = _queues[move % _queues.Length];
            int target = KernelContext.OnlineCpus[(move / _queues.Length) % KernelContext.OnlineCpus.Count];
            Assert.That(line.TryMoveTo(target), Is.True);
        }

        Volatile.Write(ref isOver, true);
        Array.ForEach(readers, reader => Assert.That(reader.Join(TestThreads.Patience), Is.True, "a read never ended"));
        for (int index = 0; index < _queues.Length; index++)
        {
            Assert.That(_queues[index].TryMoveTo(homes[index]), Is.True);
        }

        Assert.Multiple(() =>
        {
            Assert.That(failures, Is.Zero);
            Assert.That(NvmeDisks.FirstController.MissedInterrupts, Is.EqualTo(missed));
            Assert.That(KernelContext.OnlineCpus.Select(KernelContext.Interrupts.UnhandledOn), Is.EqualTo(unhandled));
        });
    }

    private long[] CountsElsewhere() =>
        [.. _queues.Select(line => KernelContext.OnlineCpus.Where(cpu => cpu != line.Cpu).Select(line.CountOn).Sum())];

    private int ReadBlocks(int count)
    {
        byte[] block = new byte[_disk.BlockBytes];
        return Enumerable.Range(0, count).Count(number => !_disk.Read((ulong)number, block).IsSuccess);
    }

    private static void RunPinned(int cpu, Action action)
    {
        Thread thread = new(() =>
        {
            KernelContext.Machine.PinCurrentThread(cpu);
            action();
        });
        thread.Start();
        Assert.That(thread.Join(TestThreads.Patience), Is.True);
    }
}

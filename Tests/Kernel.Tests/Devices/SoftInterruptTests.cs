using System;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>The work of an interrupt is managed code like any other, though it is more urgent.</summary>
[Category("lab")]
internal sealed class SoftInterruptTests
{
    private EduDevice _device = null!;

    [OneTimeSetUp]
    public void FindDevice() => _device = new EduDevice();

    [OneTimeTearDown]
    public void Silence() => _device?.Dispose();

    /// <summary>The collector waits, yielding, until the computing threads stand still. They must run for that.</summary>
    [Test]
    public void Work_Collects_WhileThreadsCompute()
    {
        bool isOver = false;
        using CountdownEvent computing = new(KernelContext.OnlineCpus.Count);
        Thread[] threads = [.. KernelContext.OnlineCpus.Select(cpu => new Thread(() =>
        {
            KernelContext.Machine.PinCurrentThread(cpu);
            computing.Signal();
            while (!Volatile.Read(ref isOver))
            {
                Thread.SpinWait(1);
            }
        })
        { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
        computing.Wait(TestThreads.Patience);
        try
        {
            int collections = GC.CollectionCount(GC.MaxGeneration);
            Expect(() => GC.Collect());
            Assert.That(GC.CollectionCount(GC.MaxGeneration), Is.GreaterThan(collections));
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            Array.ForEach(threads, thread => thread.Join());
        }
    }

    /// <summary>Who spins and yields, as the runtime's lock-free queues do, waits for a thread that is less urgent, perhaps on the same CPU.</summary>
    [Test]
    public void Work_Yields_LetsOrdinaryThreadsRun()
    {
        bool isAsked = false;
        bool isAnswered = false;
        int cpu = KernelContext.OnlineCpus[0];
        using ManualResetEventSlim isPinned = new();
        Thread thread = new(() =>
        {
            KernelContext.Machine.PinCurrentThread(cpu);
            isPinned.Set();
            while (!Volatile.Read(ref isAsked))
            {
                Thread.SpinWait(1);
            }

            Volatile.Write(ref isAnswered, true);
        })
        { IsBackground = true };
        thread.Start();
        isPinned.Wait();
        Expect(() =>
        {
            Volatile.Write(ref isAsked, true);
            while (!Volatile.Read(ref isAnswered))
            {
                Thread.Yield();
            }
        });
        thread.Join();
    }

    /// <summary>Workers of the thread pool are begun by whoever has work for them.</summary>
    [Test]
    public void Thread_BegunByWork_IsOrdinary()
    {
        ThreadInformation[] before = [.. KernelContext.Machine.GetThreads()];
        using ManualResetEventSlim mayEnd = new();
        Thread? thread = null;
        Expect(() =>
        {
            thread = new Thread(() => mayEnd.Wait()) { IsBackground = true };
            thread.Start();
        });
        ThreadInformation[] begun = [.. KernelContext.Machine.GetThreads().Where(thread => before.All(other => other.Id != thread.Id))];
        mayEnd.Set();
        thread!.Join();
        Assert.That(begun, Is.Not.Empty);
        Assert.That(Array.TrueForAll(begun, thread => thread.Priority > 0 && thread.AffinityMask == ulong.MaxValue), Is.True);
    }

    private void Expect(Action action)
    {
        using InterruptLine line = KernelContext.Interrupts.AllocateMessageBlock(["edu"], KernelContext.OnlineCpus[0]).Single();
        using ManualResetEventSlim isDone = new();
        line.Attach(new ActionWork(action, isDone));
        Assert.That(_device.Messages.TryEnable(line), Is.True);
        _device.Raise();
        bool wasInTime = isDone.Wait(TestThreads.Patience);
        _device.Messages.Disable();
        line.Detach();
        Assert.That(wasInTime, Is.True, "The work did not end.");
    }

    private sealed class ActionWork(Action action, ManualResetEventSlim isDone) : InterruptWork
    {
        public override bool Run()
        {
            action();
            isDone.Set();
            return true;
        }
    }
}

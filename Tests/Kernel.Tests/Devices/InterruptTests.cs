using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Message interrupts of a device that sends them on request.</summary>
[Category("lab")]
internal sealed class InterruptTests
{
    private EduDevice _device = null!;

    private MsiCapability Messages => _device.Messages;

    [OneTimeSetUp]
    public void FindDevice() => _device = new EduDevice();

    [OneTimeTearDown]
    public void Silence() => _device?.Dispose();

    [Test]
    public void Message_ToEachCpu_ArrivesThereAndNowhereElse()
    {
        const int Interrupts = 200;
        foreach (int cpu in KernelContext.OnlineCpus)
        {
            using InterruptLine line = Allocate(cpu);
            line.Attach(new RecordingWork());
            Assert.That(Messages.TryEnable(line), Is.True);
            for (int count = 1; count <= Interrupts; count++)
            {
                _device.Raise();
                Assert.That(Spin(() => line.Count == count), Is.True, $"interrupt {count} did not arrive");
            }

            Messages.Disable();
            Assert.That(KernelContext.OnlineCpus.Select(line.CountOn), Is.EqualTo(KernelContext.OnlineCpus.Select(other => other == cpu ? Interrupts : 0)));
        }
    }

    [Test]
    public void Work_AfterAMessage_RunsOnTheCpuThatTookIt()
    {
        const int Interrupts = 50;
        foreach (int cpu in KernelContext.OnlineCpus)
        {
            using InterruptLine line = Allocate(cpu);
            RecordingWork work = new();
            line.Attach(work);
            Assert.That(Messages.TryEnable(line), Is.True);
            for (int round = 0; round < Interrupts; round++)
            {
                int runs = work.Runs;
                _device.Raise();
                Assert.That(Spin(() => work.Runs > runs), Is.True, $"the work did not run in round {round}");
            }

            Messages.Disable();
            line.Detach();
            Assert.That(work.Cpus, Is.EqualTo(1UL << cpu));
        }
    }

    private static InterruptLine Allocate(int cpu) => KernelContext.Interrupts.AllocateMessageBlock(["edu"], cpu).Single();

    private static bool Spin(Func<bool> condition)
    {
        Stopwatch time = Stopwatch.StartNew();
        while (!condition())
        {
            if (time.Elapsed > TestThreads.Patience)
            {
                return false;
            }
        }

        return true;
    }

    private sealed class RecordingWork : InterruptWork
    {
        private int _runs;
        private ulong _cpus;

        internal int Runs => Volatile.Read(ref _runs);

        internal ulong Cpus => Volatile.Read(ref _cpus);

        public override bool Run()
        {
            Interlocked.Or(ref _cpus, 1UL << KernelContext.Machine.CurrentCpu);
            Interlocked.Increment(ref _runs);
            return true;
        }
    }
}

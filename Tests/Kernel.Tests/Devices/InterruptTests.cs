using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Hal;
using CosmosNvme.Pci;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Message interrupts of a device that sends them on request: QEMU's "edu" (docs/specs/edu.rst there).</summary>
[Category("lab")]
internal sealed class InterruptTests
{
    private const ushort Vendor = 0x1234;
    private const ushort Device = 0x11e8;
    private const uint StatusRegister = 0x24;
    private const uint RaiseRegister = 0x60;
    private const uint AcknowledgeRegister = 0x64;

    private PciFunction _function = null!;
    private RegisterWindow _registers = null!;
    private MsiCapability _messages = null!;

    [OneTimeSetUp]
    public void FindDevice()
    {
        PciFunction? function = KernelContext.Pci.FirstOrDefault(function => function.VendorId == Vendor && function.DeviceId == Device);
        Assert.That(function, Is.Not.Null, "The machine needs '-device edu'.");
        _function = function!;
        _function.SetMemorySpace(isOn: true);
        _function.SetBusMaster(isOn: true);
        _messages = _function.FindCapability<MsiCapability>()!;
        _registers = _function.TryMapBar(0, new PhysicalMemory())!;
    }

    [OneTimeTearDown]
    public void Silence()
    {
        _messages?.Disable();
        _function?.SetBusMaster(isOn: false);
    }

    [Test]
    public void Message_ToEachCpu_ArrivesThereAndNowhereElse()
    {
        const int Interrupts = 200;
        foreach (int cpu in KernelContext.OnlineCpus)
        {
            using InterruptLine line = Allocate(cpu);
            line.Attach(new RecordingWork());
            Assert.That(_messages.TryEnable(line), Is.True);
            for (int count = 1; count <= Interrupts; count++)
            {
                Raise();
                Assert.That(Spin(() => line.Count == count), Is.True, $"interrupt {count} did not arrive");
            }

            _messages.Disable();
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
            Assert.That(_messages.TryEnable(line), Is.True);
            for (int round = 0; round < Interrupts; round++)
            {
                int runs = work.Runs;
                Raise();
                Assert.That(Spin(() => work.Runs > runs), Is.True, $"the work did not run in round {round}");
            }

            _messages.Disable();
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

    // The device sends a message only when a cause comes up that was not there.
    private void Raise()
    {
        _registers.Write32(AcknowledgeRegister, _registers.Read32(StatusRegister));
        _registers.Write32(RaiseRegister, 1);
    }

    private sealed class RecordingWork : InterruptWork
    {
        private int _runs;
        private ulong _cpus;

        internal int Runs => Volatile.Read(ref _runs);

        internal ulong Cpus => Volatile.Read(ref _cpus);

        public override void Run()
        {
            Interlocked.Or(ref _cpus, 1UL << KernelContext.Machine.CurrentCpu);
            Interlocked.Increment(ref _runs);
        }
    }
}

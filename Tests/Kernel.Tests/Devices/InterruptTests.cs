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
        const int Interrupts = 400;
        foreach (int cpu in KernelContext.OnlineCpus)
        {
            using InterruptLine line = new InterruptController().TryAllocateMessage("test", cpu)!;
            Assert.That(_messages.TryEnable(line), Is.True);
            ulong[] before = Counters();
            for (int count = 1; count <= Interrupts; count++)
            {
                Raise();
                Assert.That(Spin(() => line.Count == count), Is.True, $"interrupt {count} did not arrive");
            }

            ulong[] added = [.. Counters().Zip(before, (now, then) => now - then)];
            _messages.Disable();
            Assert.That(line.Cpu, Is.EqualTo(cpu));
            Assert.That(added[cpu], Is.GreaterThanOrEqualTo(Interrupts), $"CPU {cpu} of {string.Join(", ", added)}");

            // The others take their timers' interrupts meanwhile, and no more.
            Assert.That(added.Where((_, other) => other != cpu), Has.All.LessThan(Interrupts), $"CPU {cpu} of {string.Join(", ", added)}");
        }
    }

    [Test]
    public void Wait_ForAMessage_EndsWithIt()
    {
        using InterruptLine line = new InterruptController().TryAllocateMessage("test", KernelContext.OnlineCpus[^1])!;
        Assert.That(_messages.TryEnable(line), Is.True);
        for (int round = 0; round < 100; round++)
        {
            long seen = line.Count;
            Thread device = new(Raise);
            device.Start();
            long count = line.Wait(seen, (long)TestThreads.Patience.TotalNanoseconds);
            device.Join();
            Assert.That(count, Is.EqualTo(seen + 1));
        }

        _messages.Disable();
    }

    [Test]
    public void Wait_ForNothing_TimesOut()
    {
        using InterruptLine line = new InterruptController().TryAllocateMessage("test", 0)!;
        Stopwatch time = Stopwatch.StartNew();
        Assert.That(line.Wait(line.Count, 20_000_000), Is.EqualTo(line.Count));
        Assert.That(time.ElapsedMilliseconds, Is.GreaterThanOrEqualTo(19));
    }

    private static ulong[] Counters() => [.. Enumerable.Range(0, KernelContext.Machine.CpuCount).Select(cpu => KernelContext.Machine.GetCpu(cpu).Interrupts)];

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
}

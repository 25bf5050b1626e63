using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Hal;
using CosmosNvme.Pci;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Several MSI messages of one function: QEMU's "nec-usb-xhci" with 16 interrupters and without MSI-X.</summary>
[Category("lab")]
internal sealed class MultipleMessageTests
{
    private const ushort Vendor = 0x1033;
    private const ushort Device = 0x0194;

    private PciFunction _function = null!;
    private MsiCapability _messages = null!;
    private XhciInterrupters _device = null!;

    [OneTimeSetUp]
    public void FindDevice()
    {
        PciFunction? function = KernelContext.Pci.FirstOrDefault(function => function.VendorId == Vendor && function.DeviceId == Device);
        Assert.That(function, Is.Not.Null, "The machine needs '-device nec-usb-xhci,msi=on,msix=off'.");
        _function = function!;
        _messages = _function.FindCapability<MsiCapability>()!;
        _device = new XhciInterrupters(_function, new PhysicalMemory(), new DmaAllocator());
    }

    [OneTimeTearDown]
    public void Silence()
    {
        _messages?.Disable();
        _device?.Dispose();
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(4)]
    [TestCase(8)]
    [TestCase(16)]
    public void Messages_OfEachInterrupter_ArriveOnTheirOwnLine(int count)
    {
        int cpu = KernelContext.OnlineCpus[^1];
        IReadOnlyList<InterruptLine> lines = Connect(count, cpu);
        for (int interrupter = 0; interrupter < _device.Count; interrupter++)
        {
            long[] before = [.. lines.Select(line => line.CountOn(cpu))];

            // A function with fewer messages than causes uses the low bits of the cause's number.
            int message = interrupter % count;
            Raise(interrupter, () => lines[message].CountOn(cpu) > before[message]);
            before[message]++;
            Assert.That(lines.Select(line => line.CountOn(cpu)), Is.EqualTo(before), $"interrupter {interrupter}");
        }

        Assert.That(lines[0].MessageData % (uint)count, Is.Zero);
        Disconnect(lines);
    }

    [Test]
    public void Messages_ThatMove_AllArriveOnTheOtherCpu()
    {
        const int Messages = 16;
        long[] unhandled = [.. KernelContext.OnlineCpus.Select(KernelContext.Interrupts.UnhandledOn)];
        int first = KernelContext.OnlineCpus[0];
        int last = KernelContext.OnlineCpus[^1];
        IReadOnlyList<InterruptLine> lines = Connect(Messages, first);
        foreach (int cpu in new[] { last, first, last })
        {
            Assert.That(lines[3].TryMoveTo(cpu), Is.True);
            Assert.That(lines.Select(line => line.Cpu), Is.All.EqualTo(cpu));
            for (int interrupter = 0; interrupter < Messages; interrupter++)
            {
                long before = lines[interrupter].CountOn(cpu);
                Raise(interrupter, () => lines[interrupter].CountOn(cpu) > before);
            }
        }

        Disconnect(lines);
        Assert.That(KernelContext.OnlineCpus.Select(KernelContext.Interrupts.UnhandledOn), Is.EqualTo(unhandled));
    }

    private IReadOnlyList<InterruptLine> Connect(int count, int cpu)
    {
        IReadOnlyList<InterruptLine> lines = KernelContext.Interrupts.AllocateMessageBlock([.. Enumerable.Range(0, count).Select(message => $"xhci {message}")], cpu);
        Assert.That(lines.Count, Is.EqualTo(count));
        foreach (InterruptLine line in lines)
        {
            line.Attach(new NoWork());
        }

        Assert.That(_messages.TryEnable(lines), Is.True);
        return lines;
    }

    private void Disconnect(IReadOnlyList<InterruptLine> lines)
    {
        _messages.Disable();
        foreach (InterruptLine line in lines)
        {
            line.Dispose();
        }
    }

    private void Raise(int interrupter, Func<bool> hasArrived)
    {
        _device.Raise(interrupter);
        Stopwatch time = Stopwatch.StartNew();
        while (!hasArrived())
        {
            Assert.That(time.Elapsed, Is.LessThan(TestThreads.Patience), $"the interrupt of interrupter {interrupter} did not arrive");
            Thread.Yield();
        }
    }

    private sealed class NoWork : InterruptWork
    {
        public override bool Run() => true;
    }
}

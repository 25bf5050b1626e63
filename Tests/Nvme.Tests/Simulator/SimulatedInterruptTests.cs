using System;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>How the simulator interrupts, against NVMe Base 1.4 §7.5, and its doorbells in memory, §7.13, by a host of its own.</summary>
public sealed class SimulatedInterruptTests
{
    private const byte Flush = 0x00;

    [TestCase(InterruptMode.None, 1)]
    [TestCase(InterruptMode.Pin, 2)]
    [TestCase(InterruptMode.Msi, 3)]
    [TestCase(InterruptMode.Msi, 64)]
    [TestCase(InterruptMode.MsiX, 0)]
    public void Vectors_OfAnImpossibleNumber_AreRefused(InterruptMode mode, int vectors) =>
        Assert.That(() => new SimulatedController(mode, vectors), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void MsiX_MaskedVector_IsPendingUntilItIsUnmasked()
    {
        RawHost host = Make(InterruptMode.MsiX, 2);
        long before = host.Device.Lines[1].Count;
        host.Device.Interrupts.SetMasked(1, isMasked: true);
        host.Submit(1, Flush, 1);
        host.Submit(1, Flush, 1);
        Assert.That(host.Device.Lines[1].Count, Is.EqualTo(before));
        Assert.That(host.Device.Interrupts.IsPending(1), Is.True);
        host.Device.Interrupts.SetMasked(1, isMasked: false);
        Assert.That(host.Device.Lines[1].Count, Is.EqualTo(before + 1), "one for both");
        Assert.That(host.Device.Interrupts.IsPending(1), Is.False);
    }

    [Test]
    public void Pin_Level_FollowsUnconsumedCompletionsAndTheMask()
    {
        RawHost host = Make(InterruptMode.Pin, 1);
        SimulatedInterruptLine line = host.Device.Lines[0];
        Assert.That(line.IsAsserted, Is.False);
        host.Submit(1, Flush, 1);
        host.Submit(1, Flush, 1);
        Assert.That(line.IsAsserted, Is.True);
        host.Device.Registers.Write32(0x0c, 1);
        Assert.That(line.IsAsserted, Is.False, "masked by INTMS");
        Assert.That(host.Device.Registers.Read32(0x10), Is.EqualTo(1));
        host.Device.Registers.Write32(0x10, 1);
        Assert.That(line.IsAsserted, Is.True, "unmasked by INTMC");
        host.Take(1);
        Assert.That(line.IsAsserted, Is.True, "one is left");
        host.Take(1);
        Assert.That(line.IsAsserted, Is.False);
    }

    [Test]
    public void Msi_Message_IsSentForTheFirstAndForWhatIsLeft()
    {
        RawHost host = Make(InterruptMode.Msi, 2);
        SimulatedInterruptLine line = host.Device.Lines[1];
        long before = line.Count;
        host.Submit(1, Flush, 1);
        Assert.That(line.Count, Is.EqualTo(before + 1));
        host.Submit(1, Flush, 1);
        Assert.That(line.Count, Is.EqualTo(before + 1), "the first was not consumed yet");
        host.Take(1);
        Assert.That(line.Count, Is.EqualTo(before + 2), "something is left");
        host.Take(1);
        Assert.That(line.Count, Is.EqualTo(before + 2));
    }

    [Test]
    public void Msi_MaskedVector_SendsWhenUnmasked()
    {
        RawHost host = Make(InterruptMode.Msi, 2);
        long before = host.Device.Lines[1].Count;
        host.Device.Registers.Write32(0x0c, 2);
        host.Submit(1, Flush, 1);
        Assert.That(host.Device.Lines[1].Count, Is.EqualTo(before));
        host.Device.Registers.Write32(0x10, 2);
        Assert.That(host.Device.Lines[1].Count, Is.EqualTo(before + 1));
    }

    [Test]
    public void Coalescing_SeveralCompletions_ShareAnInterrupt()
    {
        RawHost host = Make(InterruptMode.MsiX, 2);
        host.Device.Interrupts.CoalescingNanoseconds = 1000;
        long before = host.Device.Lines[1].Count;
        host.Submit(1, Flush, 1);
        host.Submit(1, Flush, 1);
        host.Submit(1, Flush, 1);
        Assert.That(host.Device.Lines[1].Count, Is.EqualTo(before));
        host.Device.Clock.Delay(1000);
        Assert.That(host.Device.Lines[1].Count, Is.EqualTo(before + 1));
    }

    [Test]
    public void Interrupts_ToBeLost_AreCountedDown()
    {
        RawHost host = Make(InterruptMode.MsiX, 2);
        long before = host.Device.Lines[1].Count;
        host.Device.Interrupts.LosesNext = 2;
        host.Submit(1, Flush, 1);
        host.Submit(1, Flush, 1);
        host.Submit(1, Flush, 1);
        Assert.That(host.Device.Lines[1].Count, Is.EqualTo(before + 1));
    }

    // Tail of queue 1 is dword 2 of the page, its head dword 3.
    [Test]
    public void ShadowDoorbells_Rung_AreWhatCounts()
    {
        RawHost host = Make(InterruptMode.None, 0);
        (DmaMemory shadow, DmaMemory events) = ConfigureShadows(host);
        shadow.Span[8] = 1;
        host.Submit(1, Flush, 1);
        Assert.That(host.Take(1, ring: false), Is.EqualTo((0, 0u)));
        Assert.That(events.Span[8], Is.EqualTo(1), "it asks for the next doorbell");
        Assert.That(host.Device.Violations, Is.Empty);
    }

    [Test]
    public void ShadowDoorbells_WhilePolling_NeedNoRegister()
    {
        RawHost host = Make(InterruptMode.None, 0);
        (DmaMemory shadow, DmaMemory events) = ConfigureShadows(host);
        host.Device.Shadows.PollNanoseconds = 1000;
        shadow.Span[8] = 1;
        host.Submit(1, Flush, 1);
        Assert.That(events.Span[8], Is.Zero, "it looks by itself for a while");
        host.Device.Faults.IgnoresDoorbell = _ => true;
        shadow.Span[8] = 2;
        host.Submit(1, Flush, 1);
        host.Device.Clock.Delay(1000);
        Assert.That(host.Device.Shadows.FoundByPolling, Is.EqualTo(1));
        host.Device.Clock.Delay(5000);
        Assert.That(events.Span[8], Is.EqualTo(2), "it went to sleep and wants to be woken");
        Assert.That(host.Take(1, ring: false) is not null && host.Take(1, ring: false) is not null, Is.True);
    }

    [Test]
    public void ShadowDoorbells_AfterAReset_AreForgotten()
    {
        RawHost host = Make(InterruptMode.None, 0);
        ConfigureShadows(host);
        host.Device.Registers.Write32(0x14, 0x0046_0000);
        Assert.That(host.Device.Shadows.IsConfigured, Is.False);
    }

    private static (DmaMemory Shadow, DmaMemory Events) ConfigureShadows(RawHost host)
    {
        DmaMemory shadow = host.Device.Dma.Allocate(4096, 4096);
        DmaMemory events = host.Device.Dma.Allocate(4096, 4096);
        host.Submit(0, 0x7c, prp1: shadow.Address.Value, prp2: events.Address.Value);
        Assert.That(host.Take(0), Is.EqualTo((0, 0u)));
        return (shadow, events);
    }

    private static RawHost Make(InterruptMode mode, int vectors)
    {
        RawHost host = new(new SimulatedController(mode, vectors) { OffersShadowDoorbells = true });
        host.Device.Namespaces.Add(new SimulatedNamespace(1, 64));
        host.Enable();
        host.CreateQueues(1, vectors == 0 ? null : vectors - 1);
        return host;
    }
}

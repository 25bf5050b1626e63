using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>What a bridge lets pass (PCI-to-PCI Bridge 1.2 §3.2.5).</summary>
internal sealed class BridgeTests
{
    // Base and limit registers at 1Ch, upper halves at 30h; base, limit, width.
    [TestCase(0xf010, 0x0000_0000u, 0x1000ul, 0xfffful, 16)]
    [TestCase(0x2111, 0x0000_0000u, 0x1000ul, 0x2ffful, 32)]
    [TestCase(0xf1f1, 0x0001_0001u, 0x1f000ul, 0x1fffful, 32)]
    [TestCase(0x0010, 0x0000_0000u, 0x1000ul, 0x0ffful, 16)]
    public void IoWindow_Registers_AreDecoded(int registers, uint upper, ulong first, ulong last, int width)
    {
        PciBridgeWindow window = Scan(Bridge().Set16(0x1c, (ushort)registers).Set32(0x30, upper)).IoWindow!.Value;
        Assert.That(window, Is.EqualTo(new PciBridgeWindow(first, last, width)));
        Assert.That(window.IsOpen, Is.EqualTo(first <= last));
    }

    [Test]
    public void Windows_NotImplemented_AreNull()
    {
        PciBridge bridge = Scan(Bridge());
        Assert.That(bridge.IoWindow, Is.Null);
        Assert.That(bridge.PrefetchableWindow, Is.Null);
    }

    [TestCase(0xfeb0_fea0u, 0xfea0_0000ul, 0xfebf_fffful)]
    [TestCase(0x0000_0000u, 0x0000_0000ul, 0x000f_fffful)]
    [TestCase(0x0000_fff0u, 0xfff0_0000ul, 0x000f_fffful)]
    public void MemoryWindow_Registers_AreDecoded(uint registers, ulong first, ulong last)
    {
        PciBridgeWindow window = Scan(Bridge().Set32(0x20, registers)).MemoryWindow!.Value;
        Assert.That(window, Is.EqualTo(new PciBridgeWindow(first, last, 32)));
        Assert.That(window.IsOpen, Is.EqualTo(first <= last));
    }

    [TestCase(0xe010_e000u, 0u, 0u, 0xe000_0000ul, 0xe01f_fffful, 32)]
    [TestCase(0x0011_0001u, 0x40u, 0x40u, 0x40_0000_0000ul, 0x40_001f_fffful, 64)]
    [TestCase(0xfff1_0001u, 0u, 0xffff_ffffu, 0ul, ulong.MaxValue, 64)]
    [TestCase(0xe010_e000u, 0x40u, 0x40u, 0xe000_0000ul, 0xe01f_fffful, 32)]
    public void PrefetchableWindow_Registers_AreDecoded(uint registers, uint upperBase, uint upperLimit, ulong first, ulong last, int width)
    {
        PciBridgeWindow window = Scan(Bridge().Set32(0x24, registers).Set32(0x28, upperBase).Set32(0x2c, upperLimit)).PrefetchableWindow!.Value;
        Assert.That(window, Is.EqualTo(new PciBridgeWindow(first, last, width)));
    }

    [Test]
    public void Windows_OfCardBus_AreNull()
    {
        PciBridge bridge = Scan(new FakeFunction(kind: PciHeaderKind.CardBus).Behind(1, 1).Set32(0x1c, uint.MaxValue).Set32(0x20, uint.MaxValue).Set32(0x24, uint.MaxValue));
        Assert.That((bridge.IoWindow, bridge.MemoryWindow, bridge.PrefetchableWindow), Is.EqualTo(((PciBridgeWindow?)null, (PciBridgeWindow?)null, (PciBridgeWindow?)null)));
    }

    [Test]
    public void Numbers_Registers_AreRead()
    {
        PciBridge bridge = Scan(Bridge().Set32(0x18, 0x20_07_03_00));
        Assert.That((bridge.PrimaryBus, bridge.SecondaryBus, bridge.SubordinateBus, bridge.SecondaryLatencyTimer), Is.EqualTo(((byte)0, (byte)3, (byte)7, (byte)0x20)));
    }

    private static FakeFunction Bridge() => new FakeFunction(kind: PciHeaderKind.Bridge).Behind(1, 1);

    private static PciBridge Scan(FakeFunction function)
    {
        FakeSpace space = new();
        space.BusRanges.Clear();
        space.BusRanges.Add(new PciBusRange(0, 0, 3));
        space.Add("00:05.0", function);
        return PciDevices.Scan(space)[0].Bridge!;
    }
}

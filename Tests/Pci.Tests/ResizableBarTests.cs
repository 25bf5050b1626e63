using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>BARs whose size can be chosen (PCI Express 6.0 §7.8.6).</summary>
internal sealed class ResizableBarTests
{
    [Test]
    public void Read_TwoBars_TellSizeAndSizes()
    {
        IReadOnlyList<ResizableBar> bars = Read((0x0000_3ff0u, (2u << 5) | (8u << 8)), (0x0000_0010u, 2u));
        Assert.That(bars.Select(bar => (bar.Index, bar.Size)), Is.EqualTo(new[] { (0, 256ul << 20), (2, 1ul << 20) }));
        Assert.That(bars[0].Sizes.Select(size => size >> 20), Is.EqualTo(new ulong[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512 }));
        Assert.That(bars[1].Sizes, Is.EqualTo(new[] { 1ul << 20 }));
    }

    [TestCase(0x0000_0010u, 0x0000_0027u, TestName = "Read_BarSeven_IsLeftOut")]
    [TestCase(0x0000_0010u, 0x0000_3f20u, TestName = "Read_ImpossibleSize_IsLeftOut")]
    [TestCase(0x0000_0010u, 0x0000_0000u, TestName = "Read_NoBars_IsEmpty")]
    public void Read_Nonsense(uint capability, uint control) => Assert.That(Read((capability, control)), Is.Empty);

    [Test]
    public void Read_MoreBarsThanThereAre_Ends() => Assert.That(Read((0x10u, 0xe0u)).Count, Is.LessThanOrEqualTo(6));

    private static IReadOnlyList<ResizableBar> Read(params (uint Capability, uint Control)[] entries)
    {
        FakeFunction function = new FakeFunction(length: 4096).WithCapability(0x10, 0x40, new byte[0x20]).Set32(0x100, 0x0001_0015);
        for (int i = 0; i < entries.Length; i++)
        {
            function.Set32(0x104 + (i * 8), entries[i].Capability).Set32(0x108 + (i * 8), entries[i].Control);
        }

        FakeSpace space = new();
        space.Add("00:02.0", function);
        return PciDevices.Scan(space)[0].FindCapability<ResizableBarCapability>()!.Read();
    }
}

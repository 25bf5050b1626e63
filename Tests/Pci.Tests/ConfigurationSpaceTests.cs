using System;
using System.Linq;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>The two ways to configuration space.</summary>
internal sealed class ConfigurationSpaceTests
{
    private static readonly PciAddress s_address = new(0, 0, 3, 2);

    [Test]
    public void Ports_EveryWidth_TouchesItsBytesOnly()
    {
        FakePorts ports = new();
        PortConfigurationSpace space = new(ports);
        space.Write32(s_address, 0x40, 0x44332211);
        space.Write8(s_address, 0x43, 0xaa);
        space.Write16(s_address, 0x40, 0xbbcc);
        Assert.That(space.Read32(s_address, 0x40), Is.EqualTo(0xaa33bbcc));
        Assert.That(space.Read16(s_address, 0x42), Is.EqualTo(0xaa33));
        Assert.That(space.Read8(s_address, 0x41), Is.EqualTo(0xbb));
        Assert.That(ports.Function.Writes, Is.EqualTo([(0x40, 4, 0x44332211u), (0x43, 1, 0xaau), (0x40, 2, 0xbbccu)]));
    }

    [Test]
    public void Ports_Address_IsComposedAsSpecified()
    {
        FakePorts ports = new();
        new PortConfigurationSpace(ports).Read8(new PciAddress(0, 0xab, 0x1f, 7), 0xfd);
        Assert.That(ports.Addresses.Single(), Is.EqualTo(0x80abfffc));
    }

    [Test]
    public void Ports_OtherSegmentsAndExtendedRegisters_AreNotReached()
    {
        FakePorts ports = new();
        PortConfigurationSpace space = new(ports);
        Assert.That(space.Read32(s_address with { Segment = 1 }, 0), Is.EqualTo(uint.MaxValue));
        Assert.That(space.Read16(s_address, 0x100), Is.EqualTo(ushort.MaxValue));
        space.Write32(s_address, 0x140, 0);
        Assert.That(ports.Addresses, Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Ports_Presence_IsFoundByTheAddressRegister(bool present)
    {
        Assert.That(PortConfigurationSpace.IsPresent(new FakePorts { KeepsAddress = present }), Is.EqualTo(present));
    }

    [Test]
    public void Ecam_Register_LiesWhereTheSpecificationSays()
    {
        FakeMemory memory = new();
        EcamConfigurationSpace space = new(memory, [new EcamRange(new PhysicalAddress(0xb0000000), 0, 0, 255)], null);
        PciAddress address = new(0, 0x12, 0x1f, 7);
        space.Write32(address, 0xffc, 0x12345678);
        Assert.That(memory.Requests.Single(), Is.EqualTo((0xb1200000UL, 0x100000u)));
        Assert.That(memory.Windows[0xb1200000].Writes.Single(), Is.EqualTo((0xffffcu, 0x12345678u)));
        Assert.That((space.Read32(address, 0xffc), space.Read16(address, 0xffe), space.Read8(address, 0xffd)), Is.EqualTo((0x12345678u, (ushort)0x1234, (byte)0x56)));
        Assert.That(memory.Requests, Has.Count.EqualTo(1), "A bus is mapped once.");
    }

    [Test]
    public void Ecam_RangeThatStartsLater_CountsFromBusZero()
    {
        FakeMemory memory = new();
        EcamConfigurationSpace space = new(memory, [new EcamRange(new PhysicalAddress(0xe0000000), 2, 0x40, 0x7f)], null);
        Assert.That(space.Ranges.Single(), Is.EqualTo(new PciBusRange(2, 0x40, 0x7f)));
        space.Read8(new PciAddress(2, 0x40, 0, 0), 0);
        Assert.That(memory.Requests.Single().Address, Is.EqualTo(0xe4000000UL));
    }

    [Test]
    public void Ecam_BusThatCannotBeMapped_ReadsAsOnesAndIsTriedOnce()
    {
        FakeMemory memory = new();
        memory.Refused.Add(0xb0000000);
        EcamConfigurationSpace space = new(memory, [new EcamRange(new PhysicalAddress(0xb0000000), 0, 0, 0)], null);
        space.Write8(s_address, 4, 0);
        space.Write16(s_address, 4, 0);
        space.Write32(s_address, 4, 0);
        Assert.That((space.Read32(s_address, 0), space.Read16(s_address, 0), space.Read8(s_address, 0)), Is.EqualTo((uint.MaxValue, ushort.MaxValue, byte.MaxValue)));
        Assert.That(space.GetLength(s_address), Is.Zero);
        Assert.That(memory.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public void Ecam_BusOutsideTheRanges_GoesToThePorts()
    {
        FakePorts ports = new();
        ConfigurationSpace space = ConfigurationSpace.Open(new FakeMemory(), [new EcamRange(new PhysicalAddress(0xb0000000), 0, 1, 0x3f)], ports);
        Assert.That(space.Ranges.Single(), Is.EqualTo(new PciBusRange(0, 0, 255)));
        space.Write32(s_address, 0x40, 0x44332211);
        space.Write16(s_address, 0x40, 0x1234);
        space.Write8(s_address, 0x40, 0x56);
        Assert.That((space.Read32(s_address, 0x40), space.Read16(s_address, 0x40), space.Read8(s_address, 0x40)), Is.EqualTo((0x44331256u, (ushort)0x1256, (byte)0x56)));
        Assert.That(space.GetLength(s_address), Is.EqualTo(256));
        Assert.That(space.GetLength(s_address with { Bus = 1 }), Is.EqualTo(4096));
    }

    [Test]
    public void Ecam_EveryWidth_TouchesItsBytesOnly()
    {
        FakeMemory memory = new();
        EcamConfigurationSpace space = new(memory, [new EcamRange(new PhysicalAddress(0xb0000000), 0, 0, 0)], null);
        space.Write32(s_address, 0x40, 0x44332211);
        space.Write8(s_address, 0x43, 0xaa);
        space.Write16(s_address, 0x40, 0xbbcc);
        Assert.That(space.Read32(s_address, 0x40), Is.EqualTo(0xaa33bbcc));
    }

    // The buses of an MCFG with holes, overlaps, nonsense and several segments.
    [Test]
    public void Ecam_Ranges_AreMergedAndNonsenseLeftOut()
    {
        PhysicalAddress start = new(0xb0000000);
        EcamConfigurationSpace space = new(new FakeMemory(), [new(start, 1, 0, 9), new(start, 0, 0x10, 0x1f), new(start, 0, 0, 0x12), new(start, 0, 0x20, 0x2f), new(start, 0, 0x40, 0x4f), new(start, 0, 0x80, 0x70)], null);
        Assert.That(space.Ranges, Is.EqualTo([new PciBusRange(0, 0, 0x2f), new PciBusRange(0, 0x40, 0x4f), new PciBusRange(1, 0, 9)]));
    }

    [Test]
    public void Open_WithoutMcfg_UsesThePorts()
    {
        Assert.That(ConfigurationSpace.Open(new FakeMemory(), [], new FakePorts()), Is.InstanceOf<PortConfigurationSpace>());
    }

    [Test]
    public void Open_WithNothing_FindsNoDevices()
    {
        ConfigurationSpace space = ConfigurationSpace.Open(new FakeMemory(), [], new FakePorts { KeepsAddress = false });
        Assert.That(PciDevices.Scan(space), Is.Empty);
    }

    [TestCase(4096, 1)]
    [TestCase(-4, 4)]
    [TestCase(1, 2)]
    [TestCase(2, 4)]
    public void Access_WrongOffset_Throws(int offset, int width)
    {
        PortConfigurationSpace space = new(new FakePorts());
        Assert.That(() => Access(space, offset, width), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(32, 0)]
    [TestCase(0, 8)]
    public void Access_WrongFunction_Throws(int device, int function)
    {
        PortConfigurationSpace space = new(new FakePorts());
        Assert.That(() => space.Read32(new PciAddress(0, 0, (byte)device, (byte)function), 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static void Access(ConfigurationSpace space, int offset, int width)
    {
        switch (width)
        {
            case 1:
                space.Read8(s_address, offset);
                break;
            case 2:
                space.Write16(s_address, offset, 0);
                break;
            default:
                space.Read32(s_address, offset);
                break;
        }
    }
}

using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Pci;
using CosmosNvme.Pci;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>What machines do to a controller before the driver sees it, and what the log says about it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NvmePciPlatformTests
{
    private const int Capability = 0x60;
    private const ushort MemorySpaceAndBusMaster = 0x0006;

    private readonly Rig _rig = new();

    [Category("Pitfall")]
    [Property("Pitfall", 25)]
    [Test]
    public void Attach_FirmwareLeftEverythingOff_SwitchesItOn()
    {
        FakePci pci = new(_rig.Device, msiXEntries: 0);
        Assert.That(pci.Command, Is.Zero);
        Assert.That(Attach(pci).Single().Controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        Assert.That(pci.Command & MemorySpaceAndBusMaster, Is.EqualTo(MemorySpaceAndBusMaster));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 25)]
    [Test]
    public void Attach_SleepingForGood_SaysSoAndLeavesItOff()
    {
        // Power state D3 in bits 1:0 of the control register, which takes no other.
        FakePci pci = With(0x0003_0001, (0x04, 3));
        Assert.That(Attach(pci), Is.Empty);
        Assert.That(_rig.Log.Lines, Has.Some.Contains("nvme0").And.Some.Contains("sleeps (D3) and does not wake up"));
        Assert.That(pci.Command & MemorySpaceAndBusMaster, Is.Zero);
    }

    [Category("Pitfall")]
    [Property("Pitfall", 44)]
    [TestCase(0x0000_c001u, 0u, "has no memory BAR 0")]
    [TestCase(0x0000_0004u, 0x50u, "cannot be mapped")]
    public void Attach_RegistersOutOfReach_SaysWhy(uint low, uint high, string says)
    {
        FakePci pci = new(_rig.Device, msiXEntries: 0);
        pci.Set(0x10, low);
        pci.Set(0x14, high);
        Assert.That(Attach(pci), Is.Empty);
        Assert.That(_rig.Log.Lines, Has.Some.Contains(says));
        Assert.That(pci.Command & 4, Is.Zero, "no bus master");
    }

    // Link Capabilities and Link Status: speed in bits 3:0, width in 9:4.
    [Category("Pitfall")]
    [Property("Pitfall", 47)]
    [TestCase(0x44u, 0x44u, "Info: nvme0: link 16GT/s x4")]
    [TestCase(0x44u, 0x43u, "Warning: nvme0: link 8GT/s x4, although the controller can do 16GT/s x4: look at the slot")]
    [TestCase(0x44u, 0x14u, "Warning: nvme0: link 16GT/s x1, although the controller can do 16GT/s x4: look at the slot")]
    [TestCase(0x43u, 0x11u, "Warning: nvme0: link 2.5GT/s x1, although the controller can do 8GT/s x4: look at the slot")]
    public void Attach_Link_IsComparedWithWhatItCouldBe(uint capable, uint status, string line)
    {
        Attach(With(0x0002_0010, (0x0c, capable), (0x10, status << 16)));
        Assert.That(_rig.Log.Lines, Has.Some.EqualTo(line));
    }

    [TestCase(0x0002_0010u, 0u)]
    [TestCase(0x0092_0010u, 0x11u)]
    public void Attach_WithoutALink_SaysNothingAboutIt(uint header, uint status)
    {
        Attach(With(header, (0x0c, 0x44), (0x10, status << 16)));
        Assert.That(_rig.Log.Lines.Where(line => line.Contains("link")), Is.Empty);
    }

    // One capability at 60h: its header, and further registers by their offsets in it.
    private FakePci With(uint header, params (int Offset, uint Value)[] registers)
    {
        FakePci pci = new(_rig.Device, msiXEntries: 0);
        pci.Set(0x04, 0x0010_0000);
        pci.Set(0x34, Capability);
        pci.Set(Capability, header);
        foreach ((int offset, uint value) in registers)
        {
            pci.Set(Capability + offset, value);
        }

        return pci;
    }

    private IReadOnlyList<NvmePciDevice> Attach(FakePci pci) => NvmePciDriver.AttachAll(
        PciDevices.Scan(pci),
        new NvmePciHost { Memory = pci, Dma = _rig.Device.Dma, Clock = _rig.Clock, Cpu = new RuntimeCpuNumber(), NewEvent = static () => new RuntimeThreadEvent(), Log = _rig.Log },
        new NvmeOptions { QueueDepth = 4 });
}

using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Bus numbers as firmware, hot-plug slots and broken bridges leave them. Every function is found once, and scanning ends.</summary>
[Category("Pitfall")]
[Property("Pitfall", 44)]
internal sealed class TopologyTests
{
    private FakeSpace _space = null!;

    [SetUp]
    public void SetUp() => _space = new FakeSpace();

    [Test]
    public void Scan_BridgeWithRoomForMore_FindsWhatIsThere()
    {
        // A hot-plug slot: firmware keeps bus numbers free behind it.
        _space.Add("00:1c.0", Bridge(1, 0x20));
        _space.Add("01:00.0", new FakeFunction());
        _space.Add("00:1d.0", Bridge(0x21, 0x21));
        _space.Add("21:00.0", new FakeFunction());
        Assert.That(Scan(), Is.EqualTo("00:1c.0 00:1d.0 01:00.0 21:00.0"));
    }

    [Test]
    public void Scan_ChildBridgeBeyondItsParentsRange_IsStillFollowed()
    {
        _space.Add("00:01.0", Bridge(1, 2));
        _space.Add("01:00.0", Bridge(7, 7));
        _space.Add("07:00.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(Addresses(devices), Is.EqualTo("00:01.0 01:00.0 07:00.0"));
        Assert.That(devices[2].Parent, Is.SameAs(devices[1]));
    }

    [Test]
    public void Scan_BridgesWithOverlappingRanges_FindEachFunctionOnce()
    {
        _space.Add("00:01.0", Bridge(1, 5));
        _space.Add("00:02.0", Bridge(3, 8));
        _space.Add("01:00.0", Bridge(4, 4));
        _space.Add("03:00.0", Bridge(4, 4));
        _space.Add("04:00.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(Addresses(devices), Is.EqualTo("00:01.0 00:02.0 01:00.0 03:00.0 04:00.0"));
        Assert.That(devices.Warnings.Single(), Does.Contain("03:00.0").And.Contain("another way"));
    }

    [Test]
    public void Scan_BridgesThatPointAtEachOther_End()
    {
        _space.Add("00:01.0", Bridge(1, 9));
        _space.Add("01:00.0", Bridge(2, 9));
        _space.Add("02:00.0", Bridge(1, 9));
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(Addresses(devices), Is.EqualTo("00:01.0 01:00.0 02:00.0"));
        Assert.That(devices.Warnings.Single(), Does.Contain("02:00.0").And.Contain("make no sense"));
    }

    [Test]
    public void Scan_BridgeToTheLastBus_IsFollowed()
    {
        _space.Add("fe:1f.7", new FakeFunction());
        _space.Add("fe:1f.0", Bridge(0xff, 0xff).MultiFunction());
        _space.Add("ff:1f.0", new FakeFunction());
        Assert.That(Scan(), Is.EqualTo("fe:1f.0 fe:1f.7 ff:1f.0"));
    }

    [Test]
    public void Scan_MultiFunctionBridge_FollowsEveryFunction()
    {
        _space.Add("00:1c.0", Bridge(1, 1).MultiFunction());
        _space.Add("00:1c.4", Bridge(2, 2));
        _space.Add("00:1c.5", Bridge(3, 3));
        _space.Add("01:00.0", new FakeFunction());
        _space.Add("02:00.0", new FakeFunction());
        _space.Add("03:00.0", new FakeFunction());
        Assert.That(Scan(), Is.EqualTo("00:1c.0 00:1c.4 00:1c.5 01:00.0 02:00.0 03:00.0"));
    }

    [Test]
    public void Scan_SegmentsWithTheSameBusNumbers_AreKeptApart()
    {
        _space.BusRanges.Clear();
        _space.BusRanges.AddRange([new PciBusRange(0, 0, 7), new PciBusRange(1, 0, 7)]);
        _space.Add("0000:00:01.0", Bridge(1, 1));
        _space.Add("0001:00:01.0", Bridge(1, 1));
        _space.Add("0001:01:00.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(devices.Select(function => function.Address.ToString()), Is.EqualTo(["0000:00:01.0", "0001:00:01.0", "0001:01:00.0"]));
        Assert.That(devices[2].Parent, Is.SameAs(devices[1]));
        Assert.That(devices.Warnings, Is.Empty);
    }

    [Test]
    public void Scan_SegmentWithoutItsFirstBus_FindsTheOthers()
    {
        _space.BusRanges.Clear();
        _space.BusRanges.Add(new PciBusRange(2, 0x80, 0x9f));
        _space.Add("0002:90:00.0", new FakeFunction());
        Assert.That(PciDevices.Scan(_space).Single().Address.Bus, Is.EqualTo(0x90));
    }

    [Test]
    public void Scan_NoRange_FindsNothing()
    {
        _space.BusRanges.Clear();
        _space.Add("00:01.0", new FakeFunction());
        Assert.That(PciDevices.Scan(_space), Is.Empty);
    }

    [Test]
    public void Scan_SwitchWithEmptyPorts_IsWalkedThrough()
    {
        _space.Add("00:01.0", Bridge(1, 4).WithCapability(0x10, 0x40, 0x42, 1));
        _space.Add("01:00.0", Bridge(2, 4).WithCapability(0x10, 0x40, 0x52, 0));
        _space.Add("02:00.0", Bridge(3, 3).WithCapability(0x10, 0x40, 0x62, 1));
        _space.Add("02:08.0", Bridge(4, 4).WithCapability(0x10, 0x40, 0x62, 1));
        _space.Add("04:00.0", new FakeFunction().WithClass(1, 8, 2));
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(Addresses(devices), Is.EqualTo("00:01.0 01:00.0 02:00.0 02:08.0 04:00.0"));
        Assert.That(devices[4].Parent!.Parent!.Parent, Is.SameAs(devices[0]));
    }

    [Test]
    public void Scan_PrimaryBusNumberWrong_DoesNotMatter()
    {
        // Nothing routes by it; firmware leaves rubbish there.
        _space.Add("00:01.0", Bridge(1, 1).Set8(0x18, 0x55));
        _space.Add("01:00.0", new FakeFunction());
        Assert.That(Scan(), Is.EqualTo("00:01.0 01:00.0"));
    }

    private static FakeFunction Bridge(byte secondary, byte subordinate) =>
        new FakeFunction(kind: PciHeaderKind.Bridge).Behind(secondary, subordinate);

    private static string Addresses(IEnumerable<PciFunction> functions) =>
        string.Join(' ', functions.Select(function => function.Address.ToShortString()));

    private string Scan() => Addresses(PciDevices.Scan(_space));
}

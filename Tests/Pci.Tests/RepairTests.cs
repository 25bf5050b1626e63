using System.Linq;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>What firmware left undone: bridges without bus numbers, BARs without addresses.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RepairTests
{
    private static readonly MemoryRange[] s_map = [new(0, 0x9fc00, 1), new(0x10_0000, 0x8000_0000, 1), new(0xd000_0000, 0xe000_0000, 2), new(0x1_0000_0000, 0x1_8000_0000, 1)];

    private readonly FakeSpace _space = new();

    [SetUp]
    public void Narrow()
    {
        _space.BusRanges.Clear();
        _space.BusRanges.Add(new PciBusRange(0, 0, 15));
    }

    [Test]
    public void Number_BridgesInARowWithoutNumbers_AllAreFollowed()
    {
        _space.IsRouted = true;
        FakeFunction first = _space.Add("00:01.0", Bridge());
        FakeFunction second = _space.Add("01:00.0", Bridge());
        FakeFunction third = _space.Add("02:00.0", Bridge());
        _space.Add("03:00.0", new FakeFunction());
        PciDevices devices = Repair();
        Assert.That(devices.Select(function => function.Address.ToShortString()), Is.EqualTo(new[] { "00:01.0", "01:00.0", "02:00.0", "03:00.0" }));
        Assert.That(new[] { first, second, third }.Select(bridge => bridge.Get(0x18, 4)), Is.EqualTo(new[] { 0x030100u, 0x030201u, 0x030302u }));
        Assert.That(devices.Repairs, Has.Count.EqualTo(3));
        Assert.That(devices.Warnings, Is.Empty);
    }

    [Test]
    public void Number_BesideBridgesThatFirmwareDid_TakesWhatNobodyHas()
    {
        FakeFunction done = _space.Add("00:01.0", Bridge().Behind(1, 4));
        FakeFunction left = _space.Add("00:02.0", Bridge());
        _space.Add("05:00.0", new FakeFunction());
        PciDevices devices = Repair();
        Assert.That((done.Get(0x18, 3), left.Get(0x18, 3)), Is.EqualTo((0x040100u, 0x060600u)), "bus 5 is a root bus of its own");
        Assert.That(devices.Find(new PciAddress(0, 5, 0, 0)), Is.Not.Null);
    }

    [Test]
    public void Number_BehindABridgeThatCannotGrow_StaysHiddenWithAWarning()
    {
        FakeFunction done = _space.Add("00:01.0", Bridge().Behind(1, 1));
        _space.Add("00:02.0", Bridge().Behind(2, 2));
        FakeFunction left = _space.Add("01:00.0", Bridge());
        PciDevices devices = Repair();
        Assert.That((done.Get(0x18, 3), left.Get(0x18, 3)), Is.EqualTo((0x010100u, 0x000000u)));
        Assert.That(devices.Warnings.Single(), Does.Contain("01:00.0").And.Contain("none is left"));
    }

    [Test]
    public void Number_LastBusInUse_StaysHiddenWithAWarning()
    {
        _space.Add("00:01.0", Bridge().Behind(1, 15));
        _space.Add("00:02.0", Bridge());
        Assert.That(Repair().Warnings.Single(), Does.Contain("00:02.0").And.Contain("none is left"));
    }

    [Test]
    public void Assign_BarOnARootBus_GoesIntoTheLargestGapBelow4GiB()
    {
        FakeFunction function = _space.Add("00:03.0", new FakeFunction().WithBar(0x10, 0, 0xffff_c000));
        PciDevices devices = Repair();
        PciBar bar = devices[0].Bars.Single();
        Assert.That(bar.Address.Value, Is.EqualTo(0x8000_0000ul), "behind RAM: the gap up to D0000000 is larger than the one from E0000000");
        Assert.That(function.Get(0x10, 4), Is.EqualTo(0x8000_0000u));
        Assert.That(devices.Repairs.Single(), Does.Contain("00:03.0").And.Contain("BAR 0"));
    }

    [Test]
    public void Assign_SeveralBars_DoNotOverlapEachOtherNorWhatFirmwareDid()
    {
        _space.Add("00:03.0", new FakeFunction().WithBar(0x10, 0, 0xffff_c000).WithBar(0x14, 0, 0xfff0_0000));
        _space.Add("00:04.0", new FakeFunction().WithBar(0x10, 0x8000_0000, 0xfff0_0000));
        _space.Add("00:05.0", Bridge().Behind(1, 1).Set32(0x20, 0x8040_8020));
        ulong[] starts = [.. Repair().SelectMany(function => function.Bars).Select(bar => bar.Address.Value).Order()];
        Assert.That(starts, Is.EqualTo(new[] { 0x8000_0000ul, 0x8010_0000ul, 0x8050_0000ul }));
    }

    [Test]
    public void Assign_64BitBarThatIsTooLargeBelow4GiB_GoesAboveRam()
    {
        FakeFunction function = _space.Add("00:03.0", new FakeFunction().WithBar(0x10, 4, 0).WithBar(0x14, 0, 0xffff_fffc));
        Assert.That(Repair()[0].Bars.Single().Address.Value, Is.EqualTo(0x4_0000_0000ul), "16 GiB, so at a multiple of that");
        Assert.That((function.Get(0x10, 4), function.Get(0x14, 4)), Is.EqualTo((4u, 4u)));
    }

    [Test]
    public void Assign_BeyondTheReachOfTheCpu_IsRefused()
    {
        _space.Add("00:03.0", new FakeFunction().WithBar(0x10, 4, 0).WithBar(0x14, 0, 0xffff_fffc));
        PciDevices devices = PciDevices.ScanAndRepair(_space, null, s_map, addressBits: 34);
        Assert.That(devices[0].Bars.Single().IsAssigned, Is.False);
        Assert.That(devices.Repairs.Single(), Does.Contain("no room"));
    }

    [Test]
    public void Assign_BehindABridge_UsesWhatItsWindowHasLeft()
    {
        FakeFunction bridge = _space.Add("00:01.0", Bridge().Behind(1, 1).Set32(0x20, 0x9000_9000));
        _space.Add("01:00.0", new FakeFunction().WithBar(0x10, 0x9000_0000, 0xffff_8000));
        _space.Add("01:01.0", new FakeFunction().WithBar(0x10, 4, 0xffff_c000).WithBar(0x14, 0, uint.MaxValue));
        PciDevices devices = Repair();
        Assert.That(devices[2].Bars.Single().Address.Value, Is.EqualTo(0x9000_8000ul));
        Assert.That(bridge.Get(0x04, 2) & 6, Is.EqualTo(6), "the bridge passes requests of both sides");
    }

    [Test]
    public void Assign_BehindBridgesWithClosedWindows_OpensThem()
    {
        _space.IsRouted = true;
        FakeFunction first = _space.Add("00:01.0", Bridge());
        FakeFunction second = _space.Add("01:00.0", Bridge());
        _space.Add("02:00.0", new FakeFunction().WithBar(0x10, 4, 0xffff_c000).WithBar(0x14, 0, uint.MaxValue));
        PciDevices devices = Repair();
        Assert.That(devices[2].Bars.Single().Address.Value, Is.EqualTo(0x8000_0000ul));
        Assert.That((first.Get(0x20, 4), second.Get(0x20, 4)), Is.EqualTo((0x8000_8000u, 0x8000_8000u)));
        Assert.That(devices.Find(new PciAddress(0, 2, 0, 0))!.Parent!.Bridge!.MemoryWindow, Is.EqualTo(new PciBridgeWindow(0x8000_0000, 0x800f_ffff, 32)));
    }

    [Test]
    public void Assign_WithoutAMemoryMap_GivesNothingOnARootBus()
    {
        _space.Add("00:03.0", new FakeFunction().WithBar(0x10, 0, 0xffff_c000));
        Assert.That(PciDevices.ScanAndRepair(_space, null, [], 40)[0].Bars.Single().IsAssigned, Is.False);
    }

    [Test]
    public void Assign_EverythingAssigned_WritesNoAddress()
    {
        FakeFunction function = _space.Add("00:03.0", new FakeFunction().WithBar(0x10, 0xfe00_0000, 0xffff_c000));
        PciDevices devices = Repair();
        Assert.That(function.Get(0x10, 4), Is.EqualTo(0xfe00_0000u));
        Assert.That(devices.Repairs, Is.Empty);
    }

    [TestCase(0x1000ul, 0x1000ul, ulong.MaxValue, 0x1000ul)]
    [TestCase(0x1001ul, 0x1000ul, ulong.MaxValue, 0x5000ul)]
    [TestCase(0x1000ul, 0x4000ul, ulong.MaxValue, 0x8000ul)]
    [TestCase(0x1000ul, 0x4000ul, 0x8ffeul, null)]
    [TestCase(0x8000ul, 0x1000ul, ulong.MaxValue, null)]
    public void Allocate_Pool_FindsTheFirstRoom(ulong length, ulong alignment, ulong highest, ulong? expected)
    {
        AddressPool pool = new();
        pool.Add(0x800, 0x9fff);
        pool.Take(0x2000, 0x4fff);
        Assert.That(pool.Allocate(length, alignment, highest), Is.EqualTo(expected));
    }

    private static FakeFunction Bridge()
    {
        FakeFunction bridge = new FakeFunction(kind: PciHeaderKind.Bridge).WithClass(6, 4);
        return bridge.SetWritable(0x20, 0xfff0_fff0, 4);
    }

    private PciDevices Repair() => PciDevices.ScanAndRepair(_space, null, s_map, addressBits: 40);
}

using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Finding functions on machines of shapes that QEMU does not offer, or that nobody should build.</summary>
internal sealed class EnumerationTests
{
    private const byte RootPort = 0x41;
    private const byte UpstreamPort = 0x51;

    private FakeSpace _space = null!;

    [SetUp]
    public void SetUp() => _space = new FakeSpace();

    [Test]
    public void Scan_NoMachine_FindsNothing()
    {
        Assert.That(PciDevices.Scan(_space), Is.Empty);
    }

    [Test]
    public void Scan_LastDeviceAndFunction_AreFound()
    {
        _space.Add("00:1f.0", new FakeFunction().MultiFunction());
        _space.Add("00:1f.7", new FakeFunction());
        Assert.That(Scan(), Is.EqualTo("00:1f.0 00:1f.7"));
    }

    [Test]
    public void Scan_SingleFunctionDevice_OthersAreAliasesAndNotLookedAt()
    {
        _space.Add("00:02.0", new FakeFunction());
        _space.Add("00:02.1", new FakeFunction());
        Assert.That(Scan(), Is.EqualTo("00:02.0"));
    }

    [Test]
    public void Scan_FunctionWithoutFunctionZero_IsNotThere()
    {
        _space.Add("00:02.1", new FakeFunction());
        Assert.That(Scan(), Is.Empty);
    }

    [TestCase(0x0000)]
    [TestCase(0x0001)]
    [TestCase(0xffff)]
    public void Scan_NoVendor_IsNotThere(int vendor)
    {
        _space.Add("00:02.0", new FakeFunction((ushort)vendor));
        _space.Add("00:03.0", new FakeFunction());
        Assert.That(Scan(), Is.EqualTo("00:03.0"));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 44)]
    [Test]
    public void Scan_MultiFunctionHostBridge_LeadsToABusForEachFunction()
    {
        // The test that three other kernels got the wrong way round: they stopped at the first function that exists.
        _space.Add("00:00.0", new FakeFunction().WithClass(6, 0).MultiFunction());
        _space.Add("00:00.1", new FakeFunction().WithClass(6, 0));
        _space.Add("00:00.3", new FakeFunction().WithClass(6, 0));
        _space.Add("00:04.0", new FakeFunction());
        _space.Add("01:05.0", new FakeFunction());
        _space.Add("03:06.0", new FakeFunction());
        Assert.That(Scan(), Is.EqualTo("00:00.0 00:00.1 00:00.3 00:04.0 01:05.0 03:06.0"));
    }

    [Test]
    public void Scan_SeveralRootBuses_FindsThemAndTheBusesBehind()
    {
        _space.Add("00:00.0", new FakeFunction().WithClass(6, 0));
        _space.Add("40:1f.0", Bridge(0x41, 0x41));
        _space.Add("41:00.0", new FakeFunction());
        _space.Add("ff:08.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(Addresses(devices), Is.EqualTo("00:00.0 40:1f.0 41:00.0 ff:08.0"));
        Assert.That(devices[2].Parent, Is.SameAs(devices[1]));
        Assert.That(devices[1].Parent, Is.Null);
        Assert.That(devices.Warnings, Is.Empty);
    }

    [Test]
    public void Scan_BridgesInARow_FindsTheLastDevice()
    {
        for (int bus = 0; bus < 255; bus++)
        {
            _space.Add($"{bus:x2}:00.0", Bridge((byte)(bus + 1), 255));
        }

        _space.Add("ff:1f.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(devices, Has.Count.EqualTo(256));
        Assert.That(devices.Warnings, Is.Empty);
    }

    [Test]
    public void Scan_BusNumbersOutOfOrder_ResultIsOrderedByAddress()
    {
        _space.Add("00:01.0", Bridge(9, 9));
        _space.Add("00:02.0", Bridge(3, 3));
        _space.Add("03:00.0", new FakeFunction());
        _space.Add("09:00.0", new FakeFunction());
        Assert.That(Scan(), Is.EqualTo("00:01.0 00:02.0 03:00.0 09:00.0"));
    }

    [TestCase(0, 0, "no bus numbers")]
    [TestCase(1, 0, "make no sense")]
    public void Scan_BridgeWithImpossibleNumbers_IsKeptWithAWarning(int secondary, int subordinate, string warning)
    {
        _space.Add("00:01.0", Bridge((byte)secondary, (byte)subordinate));
        _space.Add("00:02.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(Addresses(devices), Is.EqualTo("00:01.0 00:02.0"));
        Assert.That(devices.Warnings.Single(), Does.Contain("00:01.0").And.Contain(warning));
    }

    [Test]
    public void Scan_BridgeThatLeadsToItsOwnBus_Ends()
    {
        _space.Add("00:01.0", Bridge(1, 2));
        _space.Add("01:00.0", Bridge(1, 1));
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(Addresses(devices), Is.EqualTo("00:01.0 01:00.0"));
        Assert.That(devices.Warnings.Single(), Does.Contain("01:00.0").And.Contain("make no sense"));
    }

    [Test]
    public void Scan_TwoBridgesToOneBus_WalksItOnce()
    {
        _space.Add("00:01.0", Bridge(1, 1));
        _space.Add("00:02.0", Bridge(1, 1));
        _space.Add("01:00.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(Addresses(devices), Is.EqualTo("00:01.0 00:02.0 01:00.0"));
        Assert.That(devices.Warnings.Single(), Does.Contain("00:02.0").And.Contain("another way"));
    }

    [TestCase(RootPort, "00:01.0 01:00.0 01:00.1")]
    [TestCase(UpstreamPort, "00:01.0 01:00.0 01:00.1 01:04.0")]
    public void Scan_BehindADownstreamPort_OnlyDeviceZeroIsReal(int flags, string expected)
    {
        _space.Add("00:01.0", Bridge(1, 1).WithCapability(0x10, 0x40, (byte)flags, 0));
        _space.Add("01:00.0", new FakeFunction().MultiFunction());
        _space.Add("01:00.1", new FakeFunction());
        _space.Add("01:04.0", new FakeFunction());
        Assert.That(Scan(), Is.EqualTo(expected));
    }

    [Test]
    public void Scan_CardBusBridge_IsFollowed()
    {
        _space.Add("00:01.0", new FakeFunction(kind: PciHeaderKind.CardBus).Behind(5, 5).WithClass(6, 7));
        _space.Add("05:00.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(Addresses(devices), Is.EqualTo("00:01.0 05:00.0"));
        Assert.That(devices[0].HeaderKind, Is.EqualTo(PciHeaderKind.CardBus));
    }

    [Test]
    public void Scan_UnknownHeader_IsLeftOutWithAWarning()
    {
        _space.Add("00:01.0", new FakeFunction(kind: (PciHeaderKind)0x7e));
        _space.Add("00:02.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(Addresses(devices), Is.EqualTo("00:02.0"));
        Assert.That(devices.Warnings.Single(), Does.Contain("header type 7e"));
    }

    [Test]
    public void Scan_SeveralSegments_AreAllWalked()
    {
        _space.BusRanges.Clear();
        _space.BusRanges.AddRange([new PciBusRange(0, 0, 0x3f), new PciBusRange(1, 0x20, 0x2f), new PciBusRange(0xffff, 0, 255)]);
        _space.Add("0000:00:00.0", new FakeFunction());
        _space.Add("0001:20:00.0", Bridge(0x21, 0x21));
        _space.Add("0001:21:00.0", new FakeFunction());
        _space.Add("ffff:00:1f.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(devices.Select(function => function.Address.ToString()), Is.EqualTo(["0000:00:00.0", "0001:20:00.0", "0001:21:00.0", "ffff:00:1f.0"]));
    }

    [Test]
    public void Scan_BridgeOutOfTheSegmentsRange_IsNotFollowed()
    {
        _space.BusRanges.Clear();
        _space.BusRanges.Add(new PciBusRange(0, 0, 3));
        _space.Add("00:01.0", Bridge(4, 4));
        _space.Add("04:00.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(Addresses(devices), Is.EqualTo("00:01.0"));
        Assert.That(devices.Warnings, Has.Count.EqualTo(1));
    }

    [Test]
    public void Scan_EveryAddressAnswers_EndsWithEachFunctionOnce()
    {
        FakeSpace full = new() { Elsewhere = _ => new FakeFunction().MultiFunction() };
        full.BusRanges.Clear();
        full.BusRanges.Add(new PciBusRange(0, 0, 15));
        PciDevices devices = PciDevices.Scan(full);
        Assert.That(devices, Has.Count.EqualTo(16 * 32 * 8));
        Assert.That(new HashSet<PciAddress>(devices.Select(function => function.Address)), Has.Count.EqualTo(devices.Count));
    }

    [Test]
    public void Find_Address_GivesTheFunction()
    {
        _space.Add("00:02.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(devices.Find(new PciAddress(0, 0, 2, 0)), Is.SameAs(devices[0]));
        Assert.That(devices.Find(new PciAddress(0, 0, 3, 0)), Is.Null);
    }

    private static FakeFunction Bridge(byte secondary, byte subordinate) =>
        new FakeFunction(kind: PciHeaderKind.Bridge).Behind(secondary, subordinate);

    private static string Addresses(IEnumerable<PciFunction> functions) =>
        string.Join(' ', functions.Select(function => function.Address.ToShortString()));

    private string Scan() => Addresses(PciDevices.Scan(_space));
}

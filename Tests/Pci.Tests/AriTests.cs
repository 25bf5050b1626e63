using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Devices of more than eight functions: Alternative Routing-ID Interpretation (PCI Express 6.0 §6.13).</summary>
internal sealed class AriTests
{
    private const byte RootPort = 0x42;
    private const byte UpstreamPort = 0x52;
    private const byte FirstLayout = 0x41;

    private FakeSpace _space = null!;

    [SetUp]
    public void SetUp() => _space = new FakeSpace();

    [Category("Pitfall")]
    [Property("Pitfall", 44)]
    [Test]
    public void Scan_FunctionsBeyondTheEighth_AreFoundByTheirList()
    {
        AddPort(RootPort, forwards: true);
        AddMember("01:00.0", next: 3);
        AddMember("01:00.3", next: 9);
        AddMember("01:01.1", next: 255);
        AddMember("01:1f.7", next: 0);
        AddMember("01:02.0", next: 0);
        (string found, IReadOnlyList<string> warnings) = Scan();
        Assert.That(found, Is.EqualTo("00:01.0 01:00.0 01:00.3 01:01.1 01:1f.7"), "what the list does not name is not there");
        Assert.That(warnings, Is.Empty);
    }

    [TestCase(RootPort, false)]
    [TestCase(UpstreamPort, true)]
    [TestCase(FirstLayout, true)]
    public void Scan_PortThatDoesNotForward_ReachesEightFunctions(int port, bool forwards)
    {
        AddPort((byte)port, forwards);
        AddMember("01:00.0", next: 8).MultiFunction();
        AddMember("01:00.2", next: 0);
        AddMember("01:01.0", next: 0);
        string expected = port == UpstreamPort ? "00:01.0 01:00.0 01:00.2 01:01.0" : "00:01.0 01:00.0 01:00.2";
        Assert.That(Scan().Found, Is.EqualTo(expected));
    }

    [Test]
    public void Scan_OrdinaryDeviceBelowAForwardingPort_IsScannedAsUsual()
    {
        AddPort(RootPort, forwards: true);
        _space.Add("01:00.0", new FakeFunction().MultiFunction());
        _space.Add("01:00.7", new FakeFunction());
        _space.Add("01:01.0", new FakeFunction());
        Assert.That(Scan().Found, Is.EqualTo("00:01.0 01:00.0 01:00.7"));
    }

    [TestCase(8)]
    [TestCase(9)]
    [TestCase(1)]
    public void Scan_ListThatDoesNotAscend_EndsWithAWarning(int next)
    {
        AddPort(RootPort, forwards: true);
        AddMember("01:00.0", next: 8);
        AddMember("01:01.0", next: 9);
        AddMember("01:01.1", next: (byte)next);
        (string found, IReadOnlyList<string> warnings) = Scan();
        Assert.That(found, Is.EqualTo("00:01.0 01:00.0 01:01.0 01:01.1"));
        Assert.That(warnings.Single(), Does.Contain("01:01.1").And.Contain($"back to function {next}"));
    }

    [Test]
    public void Scan_ListThatNamesNobody_EndsThere()
    {
        AddPort(RootPort, forwards: true);
        AddMember("01:00.0", next: 12);
        Assert.That(Scan().Found, Is.EqualTo("00:01.0 01:00.0"));
    }

    [Test]
    public void Scan_ListOfAllFunctions_FindsTheLast()
    {
        AddPort(RootPort, forwards: true);
        for (int number = 0; number < 256; number++)
        {
            AddMember($"01:{number / 8:x2}.{number % 8}", (byte)(number + 1));
        }

        PciDevices devices = PciDevices.Scan(_space);
        Assert.That(devices, Has.Count.EqualTo(257));
        Assert.That(devices[^1].Address.ToShortString(), Is.EqualTo("01:1f.7"));
    }

    [Test]
    public void Port_CapabilityAtTheEndOfTheSpace_ForwardsNothing()
    {
        _space.Add("00:01.0", new FakeFunction(kind: PciHeaderKind.Bridge).Behind(1, 1).WithCapability(0x10, 0xd8, RootPort, 0));
        Assert.That(PciDevices.Scan(_space)[0].FindCapability<PciExpressCapability>()!.ForwardsAri, Is.False);
    }

    private void AddPort(byte flags, bool forwards) => _space.Add(
        "00:01.0",
        new FakeFunction(kind: PciHeaderKind.Bridge).Behind(1, 1).WithCapability(0x10, 0x40, flags, 0).Set16(0x68, forwards ? (ushort)0x20 : (ushort)0));

    // ARI Extended Capability at 100h: the next function's number in bits 15:8 of the register at 4.
    private FakeFunction AddMember(string address, byte next) => _space.Add(
        address,
        new FakeFunction(length: 4096).WithCapability(0x10, 0x40, 2, 0).Set32(0x100, 0x0001000e).Set16(0x104, (ushort)(next << 8)));

    private (string Found, IReadOnlyList<string> Warnings) Scan()
    {
        PciDevices devices = PciDevices.Scan(_space);
        return (string.Join(' ', devices.Select(function => function.Address.ToShortString())), devices.Warnings);
    }
}

using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Devices that answer "not ready yet" (PCI Express 6.0 §2.3.1), as they do for up to a second after a reset.</summary>
internal sealed class ReadinessTests
{
    private const ushort NotReady = 0x0001;

    [Category("Pitfall")]
    [Property("Pitfall", 46)]
    [TestCase(100)]
    [TestCase(990)]
    public void Scan_DeviceOnItsWay_IsWaitedForUpToASecond(int milliseconds)
    {
        FakeSpace space = new();
        FakeFunction slow = space.Add("00:04.0", new FakeFunction(NotReady));
        space.Add("00:05.0", new FakeFunction());
        FakeClock clock = new()
        {
            Passed = now => slow.Set16(0, now >= milliseconds * 1_000_000L ? (ushort)0x144d : NotReady),
        };
        PciDevices devices = PciDevices.Scan(space, clock);
        Assert.That(devices.Select(function => function.VendorId), Is.EqualTo([(ushort)0x144d, (ushort)0x1234]));
        Assert.That(devices.Warnings, Is.Empty);
    }

    [Category("Pitfall")]
    [Property("Pitfall", 46)]
    [Test]
    public void Scan_DevicesThatNeverBecomeReady_CostASecondInAllAndAreNamed()
    {
        FakeSpace space = new();
        space.Add("00:04.0", new FakeFunction(NotReady));
        space.Add("00:05.0", new FakeFunction(NotReady));
        space.Add("00:06.0", new FakeFunction());
        FakeClock clock = new();
        PciDevices devices = PciDevices.Scan(space, clock);
        Assert.That(devices.Single().Address.Device, Is.EqualTo(6));
        Assert.That(clock.Nanoseconds, Is.EqualTo(1_000_000_000));
        Assert.That(devices.Warnings, Has.Count.EqualTo(2).And.All.Contains("not ready yet"));
        Assert.That(devices.Warnings[0], Does.Contain("00:04.0"));
    }

    [Test]
    public void Scan_WithoutAClock_LeavesThemOutAtOnce()
    {
        FakeSpace space = new();
        space.Add("00:04.0", new FakeFunction(NotReady));
        PciDevices devices = PciDevices.Scan(space);
        Assert.That(devices, Is.Empty);
        Assert.That(devices.Warnings.Single(), Does.Contain("not ready yet"));
    }

    [Test]
    public void Scan_NotReadyOnAPeerBus_IsNamedOnce()
    {
        FakeSpace space = new();
        space.Add("80:00.0", new FakeFunction(NotReady));
        space.Add("80:01.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(space);
        Assert.That(devices, Has.Count.EqualTo(1));
        Assert.That(devices.Warnings, Has.Count.EqualTo(1));
    }
}

using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Lists of capabilities and what is read from them.</summary>
internal sealed class CapabilityTests
{
    [Test]
    public void List_InAnyOrder_IsFollowed()
    {
        FakeFunction function = new FakeFunction().WithCapability(0x11, 0xb0, 0x40, 0).WithCapability(0x05, 0x50, 0x80, 0).WithCapability(0x01, 0x80, 3, 0);
        Assert.That(Scan(function).Capabilities.Select(capability => capability.Offset), Is.EqualTo([0x80, 0x50, 0xb0]));
        Assert.That(Scan(function).Capabilities.Select(capability => capability.GetType()), Is.EqualTo([typeof(PowerManagementCapability), typeof(MsiCapability), typeof(MsiXCapability)]));
    }

    [Test]
    public void List_StatusBitClear_IsNotRead()
    {
        FakeFunction function = new FakeFunction().WithCapability(0x05, 0x50, 0, 0).Set16(6, 0);
        Assert.That(Scan(function).Capabilities, Is.Empty);
    }

    [Test]
    public void List_ReservedPointerBits_AreMaskedOff()
    {
        FakeFunction function = new FakeFunction().WithCapability(0x09, 0x60, 8).WithCapability(0x03, 0x50);
        function.Set8(0x34, 0x53).Set8(0x51, 0x61);
        Assert.That(Scan(function).Capabilities.Select(capability => capability.Offset), Is.EqualTo([0x50, 0x60]));
    }

    [TestCase(0x50, "a second time")]
    [TestCase(0x60, "a second time")]
    [TestCase(0x3c, "no place")]
    [TestCase(0x04, "no place")]
    public void List_Loop_EndsWithAWarning(int next, string warning)
    {
        FakeFunction function = new FakeFunction().WithCapability(0x09, 0x60, 8).WithCapability(0x03, 0x50);
        function.Set8(0x61, (byte)next);
        (PciFunction found, IReadOnlyList<string> warnings) = ScanWithWarnings(function);
        Assert.That(found.Capabilities.Select(capability => capability.Offset), Is.EqualTo([0x50, 0x60]));
        Assert.That(warnings.Single(), Does.Contain("00:05.0").And.Contain(warning));
    }

    [Test]
    public void List_AllOnes_EndsWithAWarning()
    {
        FakeFunction function = new FakeFunction().WithCapability(0x05, 0x50, 0, 0).Set8(0x51, 0x60).Set8(0x60, 0xff).Set8(0x61, 0xff);
        (PciFunction found, IReadOnlyList<string> warnings) = ScanWithWarnings(function);
        Assert.That(found.Capabilities, Has.Count.EqualTo(1));
        Assert.That(warnings.Single(), Does.Contain("all ones"));
    }

    [Test]
    public void List_Placeholder_IsPassedOver()
    {
        FakeFunction function = new FakeFunction().WithCapability(0x03, 0x60).WithCapability(0x00, 0x50);
        Assert.That(Scan(function).Capabilities.Single().Name, Is.EqualTo("Vital Product Data"));
    }

    [Test]
    public void List_CardBus_StartsElsewhere()
    {
        FakeFunction function = new FakeFunction(kind: PciHeaderKind.CardBus).Behind(1, 1).WithClass(6, 7).WithCapability(0x01, 0x80, 3, 0);
        Assert.That(Scan(function).FindCapability<PowerManagementCapability>(), Is.Not.Null);
    }

    [TestCase(0x01, 0xfc)]
    [TestCase(0x05, 0xf8)]
    [TestCase(0x10, 0xf0)]
    [TestCase(0x11, 0xf8)]
    public void Capability_AtTheEndWithoutRoom_IsKnownByNameOnly(int id, int offset)
    {
        PciCapability capability = Scan(new FakeFunction().WithCapability((byte)id, offset)).Capabilities.Single();
        Assert.That(capability.GetType(), Is.EqualTo(typeof(PciCapability)));
        Assert.That(capability.Name, Is.Not.Null);
    }

    [Test]
    public void ExtendedList_IsFollowedInOrder()
    {
        FakeFunction function = Express().Set32(0x100, 0x14010001).Set32(0x140, 0xffc10003).Set32(0xffc, 0x0002000b);
        PciCapability[] found = Scan(function).Capabilities.Where(capability => capability.IsExtended).ToArray();
        Assert.That(found.Select(capability => (capability.Offset, capability.Id, capability.Version)), Is.EqualTo([(0x100, (ushort)1, (byte)1), (0x140, (ushort)3, (byte)1), (0xffc, (ushort)0x0b, (byte)2)]));
        Assert.That(found.Select(capability => capability.Name), Is.EqualTo(["Advanced Error Reporting", "Device Serial Number", "Vendor Specific Information"]));
    }

    [TestCase(0x10010001u)]
    [TestCase(0x04010001u)]
    public void ExtendedList_Loop_EndsWithAWarning(uint header)
    {
        (PciFunction found, IReadOnlyList<string> warnings) = ScanWithWarnings(Express().Set32(0x100, header));
        Assert.That(found.Capabilities.Count(capability => capability.IsExtended), Is.EqualTo(1));
        Assert.That(warnings.Single(), Does.Contain("extended"));
    }

    [TestCase(0u)]
    [TestCase(uint.MaxValue)]
    public void ExtendedList_Empty_HasNoEntries(uint header)
    {
        (PciFunction found, IReadOnlyList<string> warnings) = ScanWithWarnings(Express().Set32(0x100, header));
        Assert.That(found.Capabilities.Any(capability => capability.IsExtended), Is.False);
        Assert.That(warnings, Is.Empty);
    }

    [Test]
    public void ExtendedList_ConventionalFunction_IsNotRead()
    {
        // Bridges to conventional PCI repeat the lower registers there.
        FakeFunction function = new FakeFunction(length: 4096).Set32(0x100, 0x00010001);
        Assert.That(Scan(function).Capabilities, Is.Empty);
    }

    [Test]
    public void MsiX_Registers_AreRead()
    {
        PciFunction function = Scan(new FakeFunction().WithCapability(0x11, 0x40, 0x40, 0x80, 0x04, 0x20, 0, 0, 0x05, 0x30, 0, 0));
        MsiXCapability msix = function.FindCapability<MsiXCapability>()!;
        Assert.That(msix.Count, Is.EqualTo(65));
        Assert.That((msix.TableBar, msix.TableOffset), Is.EqualTo((4, 0x2000u)));
        Assert.That((msix.PendingBar, msix.PendingOffset), Is.EqualTo((5, 0x3000u)));
        Assert.That(msix.IsEnabled, Is.True);
        Assert.That(msix.IsFunctionMasked, Is.False);
    }

    [TestCase(0x000, 1)]
    [TestCase(0x7ff, 2048)]
    public void MsiX_Size_IsOneMoreThanItSays(int register, int count)
    {
        PciFunction function = Scan(new FakeFunction().WithCapability(0x11, 0x40, (byte)register, (byte)(register >> 8), 0, 0, 0, 0, 0, 0, 0, 0));
        Assert.That(function.FindCapability<MsiXCapability>()!.Count, Is.EqualTo(count));
    }

    [Test]
    public void Express_Link_IsRead()
    {
        FakeFunction fake = new FakeFunction().WithCapability(0x10, 0x80, 0x02, 0x02)
            .Set32(0x84, 0x10000002).Set16(0x88, 0x5020).Set32(0x8c, 0x07000c44).Set16(0x92, 0x0023);
        PciExpressCapability express = Scan(fake).FindCapability<PciExpressCapability>()!;
        Assert.That(express.LayoutVersion, Is.EqualTo(2));
        Assert.That(express.PortKind, Is.EqualTo(PciExpressPortKind.Endpoint));
        Assert.That(express.MessageNumber, Is.EqualTo(1));
        Assert.That((express.FastestSpeed, express.WidestWidth, express.PortNumber), Is.EqualTo((4, 4, 7)));
        Assert.That((express.Speed, express.Width), Is.EqualTo((3, 2)));
        Assert.That((express.LargestPayload, express.Payload, express.ReadRequest), Is.EqualTo((512, 256, 4096)));
        Assert.That(express.CanResetFunction, Is.True);
        Assert.That(express.HasLink, Is.True);
        Assert.That(express.IsDownstreamPort, Is.False);
    }

    [TestCase(4, true)]
    [TestCase(5, false)]
    [TestCase(6, true)]
    [TestCase(7, false)]
    [TestCase(8, true)]
    [TestCase(9, false)]
    public void Express_DownstreamPorts_AreThose(int kind, bool isDownstream)
    {
        PciFunction function = Scan(new FakeFunction().WithCapability(0x10, 0x80, (byte)((kind << 4) | 2), 1));
        PciExpressCapability express = function.FindCapability<PciExpressCapability>()!;
        Assert.That(express.IsDownstreamPort, Is.EqualTo(isDownstream));
        Assert.That(express.HasSlot, Is.EqualTo(isDownstream));
    }

    [Test]
    public void Vendor_Length_IsRead()
    {
        Assert.That(Scan(new FakeFunction().WithCapability(0x09, 0x40, 0x14)).FindCapability<VendorCapability>()!.Length, Is.EqualTo(0x14));
    }

    [Test]
    public void Subsystem_OfABridge_IsInItsCapability()
    {
        PciFunction function = Scan(new FakeFunction(kind: PciHeaderKind.Bridge).Behind(1, 1).WithCapability(0x0d, 0x40, 0, 0, 0x36, 0x1b, 0x34, 0x12));
        Assert.That((function.SubsystemVendorId, function.SubsystemId), Is.EqualTo(((ushort)0x1b36, (ushort)0x1234)));
    }

    [TestCase(1, "2.5GT/s")]
    [TestCase(2, "5GT/s")]
    [TestCase(3, "8GT/s")]
    [TestCase(4, "16GT/s")]
    [TestCase(5, "32GT/s")]
    [TestCase(6, "64GT/s")]
    [TestCase(0, "unknown")]
    [TestCase(15, "unknown")]
    public void Express_Speed_IsWrittenAsPeopleDo(int speed, string text) => Assert.That(PciExpressCapability.FormatSpeed(speed), Is.EqualTo(text));

    [TestCase(0x42, 0x0103, 0x5020, 0x0010, 0x0140)]
    public void Express_Registers_AreReadAtTheirOffsets(int flags, int deviceCapabilities, int deviceControl, int deviceStatus, int linkControl)
    {
        FakeFunction fake = new FakeFunction(kind: PciHeaderKind.Bridge).Behind(1, 1).WithCapability(0x10, 0x80, (byte)flags, 1)
            .Set32(0x84, (uint)deviceCapabilities).Set16(0x88, (ushort)deviceControl).Set16(0x8a, (ushort)deviceStatus).Set16(0x90, (ushort)linkControl);
        PciExpressCapability express = Scan(fake).FindCapability<PciExpressCapability>()!;
        Assert.That(express.DeviceCapabilities, Is.EqualTo(deviceCapabilities));
        Assert.That((express.DeviceControl, express.DeviceStatus, express.LinkControl), Is.EqualTo(((ushort)deviceControl, (ushort)deviceStatus, (ushort)linkControl)));
        Assert.That((express.HasSlot, express.ForwardsAri), Is.EqualTo((true, false)));
    }

    [TestCase(9)]
    [TestCase(10)]
    public void Express_InsideTheRootComplex_HasNoLink(int kind)
    {
        PciFunction function = Scan(new FakeFunction().WithCapability(0x10, 0x80, (byte)((kind << 4) | 2), 0));
        Assert.That(function.FindCapability<PciExpressCapability>()!.HasLink, Is.False);
    }

    [Test]
    public void Power_Registers_AreRead()
    {
        PowerManagementCapability power = Scan(new FakeFunction().WithCapability(0x01, 0x40, 0x03, 0xc8, 0x08, 0x01)).FindCapability<PowerManagementCapability>()!;
        Assert.That((power.SpecificationVersion, power.Flags, power.ControlStatus, power.State, power.KeepsStateInD3Hot), Is.EqualTo((3, (ushort)0xc803, (ushort)0x0108, PciPowerState.D0, true)));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 25)]
    [Test]
    public void Power_WakeUp_RestoresWhatTheSleepLost()
    {
        FakeFunction fake = new FakeFunction().WithCapability(0x01, 0x40, 3, 0, 3, 0x80)
            .Set16(4, 6).SetWritable(0x44, 0x0103, 2).WithBar(0x10, 0xfebd0000, 0xffffc000).Set8(0x3c, 11).SetWritable(0x3c, 0xff, 1);
        PowerManagementCapability power = Scan(fake).FindCapability<PowerManagementCapability>()!;
        Assert.That(power.State, Is.EqualTo(PciPowerState.D3Hot));
        fake.Written = offset =>
        {
            if (offset == 0x44)
            {
                fake.Written = null;
                fake.Set16(4, 0).Set32(0x10, 0).Set8(0x3c, 0);
            }
        };
        FakeClock clock = new();
        Assert.That(power.TryEnterD0(clock), Is.True);
        Assert.That(clock.Nanoseconds, Is.GreaterThanOrEqualTo(10_000_000));
        Assert.That((fake.Get(0x10, 4), fake.Get(4, 2), fake.Get(0x3c, 1)), Is.EqualTo((0xfebd0000u, 6u, 11u)));
        Assert.That(fake.Writes.Where(write => write.Offset == 0x44).Select(write => write.Value & 0x8000), Is.All.Zero, "Writing one would clear the event.");
        Assert.That(power.TryEnterD0(clock), Is.True);
    }

    [Test]
    public void Power_Stuck_IsFalse()
    {
        FakeFunction fake = new FakeFunction().WithCapability(0x01, 0x40, 3, 0, 3, 0);
        Assert.That(Scan(fake).FindCapability<PowerManagementCapability>()!.TryEnterD0(new FakeClock()), Is.False);
    }

    private static FakeFunction Express() => new FakeFunction(length: 4096).WithCapability(0x10, 0x40, 2, 0);

    private static PciFunction Scan(FakeFunction function) => ScanWithWarnings(function).Function;

    private static (PciFunction Function, IReadOnlyList<string> Warnings) ScanWithWarnings(FakeFunction function)
    {
        FakeSpace space = new();
        space.BusRanges.Clear();
        space.BusRanges.Add(new PciBusRange(0, 0, 1));
        space.Add("00:05.0", function);
        PciDevices devices = PciDevices.Scan(space);
        return (devices[0], devices.Warnings);
    }
}

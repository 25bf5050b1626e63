using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>A function's header, and the switches of its Command register.</summary>
internal sealed class FunctionTests
{
    private FakeFunction _fake = null!;

    [Test]
    public void Header_Fields_AreReadAtTheirOffsets()
    {
        PciFunction function = Scan(new FakeFunction(0x144d, 0xa808)
            .Set32(0x08, 0x0108_0203).Set32(0x0c, 0x0000_4010).Set32(0x2c, 0x5678_1234).Set32(0x3c, 0x0000_010b).Set16(0x06, 0x0018));
        Assert.Multiple(() =>
        {
            Assert.That((function.VendorId, function.DeviceId, function.Revision), Is.EqualTo(((ushort)0x144d, (ushort)0xa808, (byte)3)));
            Assert.That(function.Class, Is.EqualTo(new PciClass(1, 8, 2)));
            Assert.That(function.Class, Is.EqualTo(PciClass.Nvme));
            Assert.That(function.Class.ToString(), Is.EqualTo("010802"));
            Assert.That((function.CacheLineSize, function.LatencyTimer), Is.EqualTo(((byte)0x10, (byte)0x40)));
            Assert.That((function.SubsystemVendorId, function.SubsystemId), Is.EqualTo(((ushort)0x1234, (ushort)0x5678)));
            Assert.That((function.InterruptLine, function.InterruptPin), Is.EqualTo(((byte)0x0b, (byte)1)));
            Assert.That(function.Status, Is.EqualTo(PciStatus.Interrupt | PciStatus.CapabilityList));
            Assert.That(function.ToString(), Is.EqualTo("0000:00:05.0 0108: 144d:a808"));
            Assert.That(function.ConfigurationLength, Is.EqualTo(4096));
        });
    }

    [Test]
    public void Subsystem_OfCardBus_LiesElsewhere()
    {
        PciFunction function = Scan(new FakeFunction(kind: PciHeaderKind.CardBus).Behind(1, 1).Set32(0x40, 0x5678_1234));
        Assert.That((function.SubsystemVendorId, function.SubsystemId), Is.EqualTo(((ushort)0x1234, (ushort)0x5678)));
    }

    [Test]
    public void Subsystem_OfABridgeWithoutCapability_IsZero()
    {
        PciFunction function = Scan(new FakeFunction(kind: PciHeaderKind.Bridge).Behind(1, 1).Set32(0x2c, uint.MaxValue));
        Assert.That((function.SubsystemVendorId, function.SubsystemId), Is.EqualTo(((ushort)0, (ushort)0)));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 25)]
    [TestCase(0x0000)]
    [TestCase(0x0400)]
    [TestCase(0x0143)]
    public void Switches_WhateverFirmwareLeft_ChangeTheirOwnBitOnly(int left)
    {
        PciFunction function = Scan(new FakeFunction().Set16(4, (ushort)left).SetWritable(4, 0x07ff, 2));
        function.SetMemorySpace(isOn: true);
        function.SetBusMaster(isOn: true);
        function.SetPinInterrupt(isOn: false);
        Assert.That(_fake.Get(4, 2), Is.EqualTo(left | 0x0406));
        function.SetBusMaster(isOn: false);
        function.SetPinInterrupt(isOn: true);
        Assert.That(_fake.Get(4, 2), Is.EqualTo((left & ~0x0404) | 2));
    }

    [Test]
    public void Switches_AlreadyRight_WriteNothing()
    {
        PciFunction function = Scan(new FakeFunction().Set16(4, 0x0406).SetWritable(4, 0x07ff, 2));
        _fake.Writes.Clear();
        function.SetMemorySpace(isOn: true);
        function.SetBusMaster(isOn: true);
        function.SetPinInterrupt(isOn: false);
        Assert.That(_fake.Writes, Is.Empty);
    }

    [Test]
    public void Registers_EveryWidth_TouchTheirBytesOnly()
    {
        PciFunction function = Scan(new FakeFunction().SetWritable(0x40, uint.MaxValue, 4));
        function.Write32(0x40, 0x44332211);
        function.Write16(0x40, 0x6655);
        function.Write8(0x43, 0x77);
        Assert.That((function.Read32(0x40), function.Read16(0x42), function.Read8(0x41)), Is.EqualTo((0x77336655u, (ushort)0x7733, (byte)0x66)));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 24)]
    [Test]
    public void Presence_DevicePulledOut_IsSeen()
    {
        PciFunction function = Scan(new FakeFunction());
        Assert.That(function.IsPresent, Is.True);
        _fake.Set16(0, 0xffff);
        Assert.That(function.IsPresent, Is.False);
    }

    [Test]
    public void Devices_AsAList_AreCountedAndIndexed()
    {
        FakeSpace space = new();
        space.Add("00:01.0", new FakeFunction());
        space.Add("00:02.0", new FakeFunction());
        PciDevices devices = PciDevices.Scan(space);
        Assert.That(devices, Has.Count.EqualTo(2));
        Assert.That(((System.Collections.IEnumerable)devices).Cast<PciFunction>(), Is.EqualTo([devices[0], devices[1]]));
        Assert.That(PciDevices.None, Is.Empty);
        Assert.That(PciDevices.None.Warnings, Is.Empty);
    }

    private PciFunction Scan(FakeFunction function)
    {
        FakeSpace space = new();
        space.BusRanges.Clear();
        space.BusRanges.Add(new PciBusRange(0, 0, 3));
        _fake = space.Add("00:05.0", function);
        return PciDevices.Scan(space)[0];
    }
}

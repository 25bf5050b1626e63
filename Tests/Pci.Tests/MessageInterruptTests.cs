using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Programming MSI and MSI-X, write by write.</summary>
internal sealed class MessageInterruptTests
{
    private const uint BarBase = 0xfebd0000;
    private const ulong TableAddress = BarBase + 0x2000;

    private FakeFunction _fake = null!;
    private FakeMemory _memory = null!;
    private PciFunction _function = null!;

    [Category("Pitfall")]
    [Property("Pitfall", 31)]
    [Test]
    public void MsiX_Enable_MasksEveryEntryWhileTheFunctionIsMasked()
    {
        MsiXTable table = OpenTable(entries: 3);
        FakeRegisters registers = _memory.Windows[TableAddress];
        registers.Write32(0x0c, 0x00050000);
        List<uint> controls = [];
        _fake.Written = offset =>
        {
            if (offset == 0x42)
            {
                controls.Add(_fake.Get(0x42, 2) & 0xc000);
                bool all = Enumerable.Range(0, 3).All(table.IsMasked);
                Assert.That(all, Is.EqualTo(controls.Count == 2), "Masked between the first and the second write.");
            }
        };
        table.Enable();
        Assert.That(controls, Is.EqualTo([0xc000u, 0x8000u]));
        Assert.That(registers.Read32(0x0c), Is.EqualTo(0x00050001), "The steering tag stays.");
        Assert.That(_function.Command.HasFlag(PciCommand.InterruptDisable), Is.True);
    }

    [Category("Pitfall")]
    [Property("Pitfall", 31)]
    [Test]
    public void MsiX_Connect_WritesAddressAndDataBeforeUnmasking()
    {
        MsiXTable table = OpenTable(entries: 3);
        table.Enable();
        FakeRegisters registers = _memory.Windows[TableAddress];
        registers.Writes.Clear();
        table.Connect(2, new PhysicalAddress(0x1_fee0_3000), 0x4021);
        Assert.That(registers.Writes, Is.EqualTo([(0x2cu, 1u), (0x20u, 0xfee03000u), (0x24u, 1u), (0x28u, 0x4021u), (0x2cu, 0u)]));
        Assert.That(table.IsMasked(2), Is.False);
        Assert.That(table.IsMasked(1), Is.True);
    }

    [Test]
    public void MsiX_ConnectALine_UsesItsMessage()
    {
        MsiXTable table = OpenTable(entries: 1);
        table.Connect(0, new FakeLine());
        FakeRegisters registers = _memory.Windows[TableAddress];
        Assert.That((registers.Read32(0), registers.Read32(4), registers.Read32(8)), Is.EqualTo((0xfee01000u, 0u, 0x33u)));
    }

    [Test]
    public void MsiX_Disable_LeavesEverythingMasked()
    {
        MsiXTable table = OpenTable(entries: 3);
        table.Enable();
        table.Connect(1, new PhysicalAddress(0xfee00000), 1);
        table.Disable();
        Assert.That(Enumerable.Range(0, 3).Select(table.IsMasked), Is.All.True);
        Assert.That(_function.FindCapability<MsiXCapability>()!.IsEnabled, Is.False);
    }

    [TestCase(-1)]
    [TestCase(3)]
    public void MsiX_EntryOutOfRange_Throws(int entry)
    {
        MsiXTable table = OpenTable(entries: 3);
        Assert.That(() => table.SetMask(entry, true), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0x4000u)]
    [TestCase(0x3ff0u)]
    public void MsiX_TableOutsideItsBar_IsNull(uint offset)
    {
        Open(entries: 3, offset);
        Assert.That(_function.FindCapability<MsiXCapability>()!.TryMapTable(_memory), Is.Null);
    }

    [TestCase(1)]
    [TestCase(7)]
    public void MsiX_TableInNoBar_IsNull(int bar)
    {
        Open(entries: 1, 0x2000u | (uint)bar);
        Assert.That(_function.FindCapability<MsiXCapability>()!.TryMapTable(_memory), Is.Null);
    }

    // Control register, offsets of data and mask.
    [TestCase(0x000a, 0x48, 0)]
    [TestCase(0x008a, 0x4c, 0)]
    [TestCase(0x010a, 0x48, 0x4c)]
    [TestCase(0x018a, 0x4c, 0x50)]
    public void Msi_Enable_WritesEverythingBeforeTheSwitch(int control, int data, int mask)
    {
        MsiCapability msi = OpenMsi(control);
        Assert.That(msi.TryEnable(new PhysicalAddress(0xfee03000), 0x4021), Is.True);
        Assert.That(_fake.Get(0x44, 4), Is.EqualTo(0xfee03000));
        Assert.That(_fake.Get(data, 2), Is.EqualTo(0x4021));
        Assert.That(mask == 0 ? 0 : _fake.Get(mask, 4), Is.EqualTo(mask == 0 ? 0 : 0xfffffffe), "Unmasked, where there is a mask.");
        Assert.That(_fake.Writes[^1].Offset, Is.EqualTo(0x42));
        Assert.That((msi.IsEnabled, msi.EnabledMessages, msi.Capacity), Is.EqualTo((true, 1, 32)));
        Assert.That(_function.Command.HasFlag(PciCommand.InterruptDisable), Is.True);
        Assert.That(_fake.Writes.Any(write => write.Offset == 0x48 && write.Width == 4), Is.EqualTo((control & 0x80) != 0));
        msi.Disable();
        Assert.That(msi.IsEnabled, Is.False);
    }

    [TestCase(0x000a)]
    [TestCase(0x018a)]
    public void Msi_EnableALine_UsesItsMessage(int control)
    {
        MsiCapability msi = OpenMsi(control);
        Assert.That(msi.TryEnable(new FakeLine()), Is.True);
        Assert.That((msi.MessageAddress, msi.MessageData), Is.EqualTo((new PhysicalAddress(0xfee01000), (ushort)0x33)));
    }

    // The switch is off while address and data change: a message that is half old and half new goes to nobody knows whom.
    [TestCase(0x000b)]
    [TestCase(0x018b)]
    public void Msi_EnabledByFirmware_IsOffWhileItsMessageChanges(int control)
    {
        MsiCapability msi = OpenMsi(control);
        List<bool> during = [];
        _fake.Written = offset => during.AddRange(offset is >= 0x44 and < 0x50 ? [msi.IsEnabled] : []);
        msi.TryEnable(new PhysicalAddress(0xfee03000), 0x4021);
        Assert.That(during, Is.Not.Empty.And.All.False);
        Assert.That(msi.IsEnabled, Is.True);
    }

    [Test]
    public void MsiX_MessageNotOnADword_Throws() =>
        Assert.That(() => OpenTable(entries: 1).Connect(0, new PhysicalAddress(0xfee00002), 1), Throws.ArgumentException);

    [Category("Pitfall")]
    [Property("Pitfall", 31)]
    [Test]
    public void MsiX_TableInAHighBar_IsMappedThere()
    {
        // As on controllers whose table has a 64-bit BAR of its own, above 4 GiB.
        byte[] body = [2, 0, 0x04, 0x10, 0, 0, 0x04, 0x20, 0, 0];
        Open(new FakeFunction().WithBar(0x20, 0x0000_000c, 0xffff_c000).WithBar(0x24, 0x38, uint.MaxValue).WithCapability(0x11, 0x40, body));
        Assert.That(_function.FindCapability<MsiXCapability>()!.TryMapTable(_memory)!.Count, Is.EqualTo(3));
        Assert.That(_memory.Requests.Single(), Is.EqualTo((0x38_0000_1000ul, 48u)));
    }

    [Test]
    public void Msi_AddressAbove4GiB_Needs64Bits()
    {
        PhysicalAddress high = new(0x1_0000_0000);
        Assert.That(OpenMsi(0x000a).TryEnable(high, 1), Is.False);
        Assert.That(_fake.Writes.Where(write => write.Offset >= 0x40), Is.Empty);
        Assert.That(OpenMsi(0x008a).TryEnable(high, 1), Is.True);
        Assert.That(_fake.Get(0x48, 4), Is.EqualTo(1));
    }

    [TestCase(0xfee00001u, 1u)]
    [TestCase(0xfee00000u, 0x10000u)]
    public void Msi_MessageThatDoesNotFit_ChangesNothing(uint address, uint data)
    {
        Assert.That(OpenMsi(0x018a).TryEnable(new PhysicalAddress(address), data), Is.False);
        Assert.That(_fake.Writes.Where(write => write.Offset >= 0x40), Is.Empty);
    }

    [TestCase(0x010a, true)]
    [TestCase(0x000a, false)]
    public void Msi_Mask_WorksWhereThereIsOne(int control, bool isMaskable)
    {
        MsiCapability msi = OpenMsi(control);
        Assert.That(msi.TrySetMask(isMasked: false), Is.EqualTo(isMaskable));
        Assert.That(msi.TrySetMask(isMasked: true), Is.EqualTo(isMaskable));
        Assert.That(_fake.Get(0x4c, 4) & 1, Is.EqualTo(1), "Firmware had left it masked.");
    }

    [TestCase(1, 0)]
    [TestCase(2, 1)]
    [TestCase(16, 4)]
    [TestCase(32, 5)]
    public void Msi_SeveralMessages_EnablesTheirNumber(int count, int exponent)
    {
        MsiCapability msi = OpenMsi(0x018a);
        Assert.That(msi.TryEnable(new PhysicalAddress(0xfee03000), 0x40, count), Is.True);
        Assert.That((msi.IsEnabled, msi.EnabledMessages), Is.EqualTo((true, 1 << exponent)));
        Assert.That(_fake.Get(0x50, 4), Is.EqualTo((uint)(0xffff_ffffUL << count)), "only these are unmasked");
        Assert.That(_fake.Writes[^1].Offset, Is.EqualTo(0x42));
    }

    // Control register: 32, 4 and 1 messages.
    [TestCase(0x008a, 0x40u, 3)]
    [TestCase(0x008a, 0x41u, 2)]
    [TestCase(0x008a, 0x44u, 8)]
    [TestCase(0x0084, 0x40u, 8)]
    [TestCase(0x0080, 0x40u, 2)]
    [TestCase(0x008a, 0x40u, 64)]
    [TestCase(0x008a, 0x40u, 0)]
    public void Msi_BlockThatDoesNotFit_ChangesNothing(int control, uint data, int count)
    {
        Assert.That(OpenMsi(control).TryEnable(new PhysicalAddress(0xfee00000), data, count), Is.False);
        Assert.That(_fake.Writes.Where(write => write.Offset >= 0x40), Is.Empty);
    }

    [Test]
    public void Msi_LineThatMoves_IsDisabledWhileItsMessageChanges()
    {
        MsiCapability msi = OpenMsi(0x018a);
        FakeLine[] lines = [new FakeLine(), new FakeLine()];
        Assert.That(msi.TryEnable([lines[0], lines[1]]), Is.False, "the first message must be a multiple of two");
        lines[0].Data = 0x34;
        Assert.That(msi.TryEnable([lines[0], lines[1]]), Is.True);
        _fake.Writes.Clear();
        lines[1].Source!.SetMessage(new PhysicalAddress(0xfee02000), 0x52);
        Assert.That((_fake.Get(0x44, 4), _fake.Get(0x4c, 2), msi.IsEnabled, msi.EnabledMessages), Is.EqualTo((0xfee02000u, 0x52u, true, 2)));
        Assert.That(_fake.Writes[0].Offset, Is.EqualTo(0x42));
        Assert.That(_fake.Writes[0].Value & 1, Is.Zero);
        Assert.That(_fake.Writes[^1].Value & 1, Is.EqualTo(1));
    }

    [Test]
    public void MsiX_LineThatMoves_IsMaskedWhileItsMessageChanges()
    {
        MsiXTable table = OpenTable(entries: 2);
        table.Enable();
        FakeLine line = new();
        table.Connect(1, line);
        FakeRegisters registers = _memory.Windows[TableAddress];
        registers.Writes.Clear();
        line.Source!.SetMessage(new PhysicalAddress(0xfee02000), 0x52);
        Assert.That(registers.Writes, Is.EqualTo([(0x1cu, 1u), (0x10u, 0xfee02000u), (0x14u, 0u), (0x18u, 0x52u), (0x1cu, 0u)]));
    }

    [Test]
    public void MsiX_ConnectLines_UnderTheFunctionMask()
    {
        MsiXTable table = OpenTable(entries: 3);
        table.Enable();
        List<uint> controls = [];
        _fake.Written = offset =>
        {
            if (offset == 0x42)
            {
                controls.Add(_fake.Get(0x42, 2) & 0xc000);
                Assert.That(table.IsMasked(0), Is.EqualTo(controls.Count == 1));
            }
        };
        table.Connect([new FakeLine(), new FakeLine()]);
        Assert.That(controls, Is.EqualTo([0xc000u, 0x8000u]));
        Assert.That((table.IsMasked(0), table.IsMasked(1), table.IsMasked(2)), Is.EqualTo((false, false, true)));
    }

    private MsiXTable OpenTable(int entries)
    {
        Open(entries, 0x2000);
        return _function.FindCapability<MsiXCapability>()!.TryMapTable(_memory)!;
    }

    private void Open(int entries, uint table)
    {
        byte[] body = [(byte)(entries - 1), 0, (byte)table, (byte)(table >> 8), 0, 0, 0, 0x30, 0, 0];
        Open(new FakeFunction().WithBar(0x10, BarBase, 0xffffc000).WithCapability(0x11, 0x40, body).SetWritable(0x42, 0xc000, 2));
    }

    private MsiCapability OpenMsi(int control)
    {
        FakeFunction fake = new FakeFunction().WithCapability(0x05, 0x40, (byte)control, (byte)(control >> 8)).SetWritable(0x42, 0x0071, 2);
        for (int offset = 0x44; offset < 0x58; offset += 4)
        {
            fake.SetWritable(offset, uint.MaxValue, 4);
        }

        // All messages masked, and a count of messages left behind.
        Open(fake.Set32((control & 0x80) != 0 ? 0x50 : 0x4c, (control & 0x100) != 0 ? uint.MaxValue : 1).Set16(0x42, (ushort)(control | 0x0020)));
        return _function.FindCapability<MsiCapability>()!;
    }

    private void Open(FakeFunction fake)
    {
        FakeSpace space = new();
        space.BusRanges.Clear();
        space.BusRanges.Add(new PciBusRange(0, 0, 0));
        _fake = space.Add("00:05.0", fake);
        _memory = new FakeMemory();
        _function = PciDevices.Scan(space)[0];
    }

    private sealed class FakeLine : InterruptLine
    {
        public override string Id => "test";

        public override string Name => "test";

        public override int Cpu => 0;

        public override long Count => 0;

        public override PhysicalAddress MessageAddress => new(0xfee01000);

        public override uint MessageData => Data;

        internal uint Data { get; set; } = 0x33;

        public override long CountOn(int cpu) => 0;

        public override void Attach(InterruptWork work) => throw new NotSupportedException();

        public override void Detach() => throw new NotSupportedException();

        public override bool TryMoveTo(int cpu) => false;

        protected override void Dispose(bool disposing)
        {
        }
    }
}

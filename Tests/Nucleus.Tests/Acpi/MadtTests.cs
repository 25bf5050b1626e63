using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class MadtTests
{
    [SetUp, TearDown]
    public void Clear() => FakeMemory.Clear();

    [Test]
    public void Parse_TypicalPc_GivesCpusIoApicAndRoutes()
    {
        MadtInfo info;
        TableBuilder table = Start(0xFEE0_0000, 1);
        LocalApic(table, uid: 0, id: 0, flags: 1);
        LocalApic(table, uid: 1, id: 6, flags: 1);
        table.Add(1, 12, 2, 0).Long(0xFEC0_0000).Long(0);
        table.Add(2, 10, 0, 0).Long(2).Word(0);
        table.Add(2, 10, 0, 9).Long(9).Word(0x000D);
        table.Add(2, 10, 0, 5).Long(21).Word(0x000F);
        table.Add(4, 6, 0xFF).Word(0).Add(1);

        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.LocalApicAddress, Is.EqualTo(0xFEE0_0000UL));
        Assert.That(info.HasLegacyPic, Is.EqualTo(1));
        Assert.That(info.CpuCount, Is.EqualTo(2));
        Assert.That(MadtInfo.Cpu(&info, 1)->ApicId, Is.EqualTo(6));
        Assert.That(MadtInfo.Cpu(&info, 1)->AcpiUid, Is.EqualTo(1));
        Assert.That(MadtInfo.Cpu(&info, 1)->Enabled, Is.EqualTo(1));
        Assert.That(info.IoApicCount, Is.EqualTo(1));
        Assert.That(MadtInfo.IoApic(&info, 0)->Address, Is.EqualTo(0xFEC0_0000));
        Assert.That(MadtInfo.IoApic(&info, 0)->Id, Is.EqualTo(2));
        Assert.That(MadtInfo.Isa(&info, 0)->Gsi, Is.EqualTo(2));
        Assert.That(MadtInfo.Isa(&info, 4)->Gsi, Is.EqualTo(4));
        Assert.That(MadtInfo.Isa(&info, 9)->LevelTriggered, Is.EqualTo(1));
        Assert.That(MadtInfo.Isa(&info, 9)->ActiveLow, Is.Zero);
        Assert.That(MadtInfo.Isa(&info, 5)->Gsi, Is.EqualTo(21));
        Assert.That(MadtInfo.Isa(&info, 5)->ActiveLow, Is.EqualTo(1));
        Assert.That(info.NmiCount, Is.EqualTo(1));
        Assert.That(MadtInfo.Nmi(&info, 0)->AcpiUid, Is.EqualTo(MadtLocalNmi.AllProcessors));
        Assert.That(MadtInfo.Nmi(&info, 0)->Pin, Is.EqualTo(1));
    }

    [Test]
    public void Parse_X2ApicEntries_KeepWideSparseIds()
    {
        MadtInfo info;
        TableBuilder table = Start(0xFEE0_0000, 0);
        X2Apic(table, id: 0x1000, uid: 300, flags: 1);
        X2Apic(table, id: 4, uid: 4, flags: 1);
        table.Add(0xA, 12).Word(0x000F).Long(300).Add(0, 0, 0, 0);

        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.CpuCount, Is.EqualTo(2));
        Assert.That(Madt.HasWideIds(&info), Is.True);
        Assert.That(Madt.FindCpu(&info, 0x1000)->AcpiUid, Is.EqualTo(300));
        Assert.That((ulong)Madt.FindCpu(&info, 5), Is.Zero);
        Assert.That(MadtInfo.Nmi(&info, 0)->AcpiUid, Is.EqualTo(300));
        Assert.That(MadtInfo.Nmi(&info, 0)->ActiveLow, Is.EqualTo(1));
        Assert.That(MadtInfo.Nmi(&info, 0)->LevelTriggered, Is.EqualTo(1));
        Assert.That(info.HasLegacyPic, Is.Zero);
    }

    [Test]
    public void Parse_CpuFlags_DecideWhatIsKept()
    {
        MadtInfo info;
        TableBuilder table = Start(0xFEE0_0000, 1);
        LocalApic(table, uid: 0, id: 0, flags: 1);
        LocalApic(table, uid: 1, id: 1, flags: 0);
        LocalApic(table, uid: 2, id: 2, flags: 2);
        LocalApic(table, uid: 3, id: 0xFF, flags: 1);
        X2Apic(table, id: 0, uid: 0, flags: 1);
        X2Apic(table, id: uint.MaxValue, uid: 9, flags: 1);

        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.CpuCount, Is.EqualTo(2));
        Assert.That(MadtInfo.Cpu(&info, 1)->ApicId, Is.EqualTo(2));
        Assert.That(MadtInfo.Cpu(&info, 1)->Enabled, Is.Zero);
        Assert.That(MadtInfo.Cpu(&info, 1)->OnlineCapable, Is.EqualTo(1));
        Assert.That(Madt.HasWideIds(&info), Is.False);
    }

    [Test]
    public void Parse_MoreThan64Cpus_CountsTheRest()
    {
        MadtInfo info;
        TableBuilder table = Start(0xFEE0_0000, 1);
        for (uint id = 0; id < 100; id++)
        {
            X2Apic(table, id * 2, id, 1);
        }

        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.CpuCount, Is.EqualTo(64));
        Assert.That(info.CpusLeftOut, Is.EqualTo(36));
        Assert.That(MadtInfo.Cpu(&info, 63)->ApicId, Is.EqualTo(126));
    }

    [Test]
    public void Parse_MoreIoApicsAndNmisThanStorage_KeepsTheFirst()
    {
        MadtInfo info;
        TableBuilder table = Start(0xFEE0_0000, 1);
        for (uint i = 0; i < 20; i++)
        {
            table.Add(1, 12, (byte)i, 0).Long(0xFEC0_0000 + (i * 0x1000)).Long(i * 24);
        }

        for (uint i = 0; i < 200; i++)
        {
            table.Add(4, 6, (byte)i).Word(0).Add(1);
        }

        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.IoApicCount, Is.EqualTo(16));
        Assert.That(MadtInfo.IoApic(&info, 15)->GsiBase, Is.EqualTo(15 * 24));
        Assert.That(info.NmiCount, Is.EqualTo(128));
    }

    [Test]
    public void Parse_AddressOverride_Wins()
    {
        MadtInfo info;
        TableBuilder table = Start(0xFEE0_0000, 1).Add(5, 12, 0, 0).Quad(0x1F_EE00_0000);
        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.LocalApicAddress, Is.EqualTo(0x1F_EE00_0000UL));
    }

    [Test]
    public void Parse_UnknownAndForeignEntries_AreSkipped()
    {
        MadtInfo info;
        TableBuilder table = Start(0xFEE0_0000, 1).Add(0x7F, 5, 1, 2, 3);
        table.Add(2, 10, 1, 3).Long(77).Word(0);
        table.Add(2, 10, 0, 16).Long(77).Word(0);
        LocalApic(table, uid: 0, id: 3, flags: 1);
        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.CpuCount, Is.EqualTo(1));
        Assert.That(MadtInfo.Isa(&info, 3)->Gsi, Is.EqualTo(3));
    }

    [TestCase((byte)0, (byte)0, AcpiFault.ShortEntry, TestName = "Parse_ZeroLengthEntry_EndsTheTable")]
    [TestCase((byte)0x7F, (byte)1, AcpiFault.ShortEntry, TestName = "Parse_OneByteEntry_EndsTheTable")]
    [TestCase((byte)0, (byte)7, AcpiFault.ShortEntry, TestName = "Parse_ShortLocalApicEntry_EndsTheTable")]
    [TestCase((byte)9, (byte)8, AcpiFault.ShortEntry, TestName = "Parse_ShortX2ApicEntry_EndsTheTable")]
    [TestCase((byte)0, (byte)200, AcpiFault.EntryBeyondEnd, TestName = "Parse_EntryBeyondTable_EndsTheTable")]
    public void Parse_DamagedEntry_KeepsWhatCameBefore(byte type, byte length, object fault)
    {
        MadtInfo info;
        TableBuilder table = Start(0xFEE0_0000, 1);
        LocalApic(table, uid: 0, id: 3, flags: 1);
        table.Add(type, length).Skip(6);
        LocalApic(table, uid: 1, id: 4, flags: 1);
        Assert.That(Parse(table, &info), Is.EqualTo(fault));
        Assert.That(info.CpuCount, Is.EqualTo(1));
        Assert.That(MadtInfo.Cpu(&info, 0)->ApicId, Is.EqualTo(3));
    }

    [Test]
    public void Parse_SingleTrailingByte_IsBeyondEnd()
    {
        MadtInfo info;
        Assert.That(Parse(Start(0xFEE0_0000, 1).Add(0), &info), Is.EqualTo(AcpiFault.EntryBeyondEnd));
    }

    [Test]
    public void Parse_TableWithoutFixedPart_KeepsDefaults()
    {
        MadtInfo info;
        Assert.That(Parse(new TableBuilder("APIC").Skip(4), &info), Is.EqualTo(AcpiFault.BadLength));
        Assert.That(info.LocalApicAddress, Is.EqualTo(0xFEE0_0000UL));
        Assert.That(MadtInfo.Isa(&info, 15)->Gsi, Is.EqualTo(15));
    }

    [Test]
    public void Storage_FixedBuffers_HoldTheirStructures()
    {
        Assert.That(sizeof(MadtCpu), Is.EqualTo(12));
        Assert.That(sizeof(MadtIoApic), Is.EqualTo(12));
        Assert.That(sizeof(MadtIsaIrq), Is.EqualTo(8));
        Assert.That(sizeof(MadtLocalNmi), Is.EqualTo(8));
    }

    private static TableBuilder Start(uint address, uint flags) => new TableBuilder("APIC", 4).Long(address).Long(flags);

    private static void LocalApic(TableBuilder table, byte uid, byte id, uint flags) => table.Add(0, 8, uid, id).Long(flags);

    private static void X2Apic(TableBuilder table, uint id, uint uid, uint flags) =>
        table.Add(9, 16, 0, 0).Long(id).Long(flags).Long(uid);

    private static AcpiFault Parse(TableBuilder table, MadtInfo* info) => Madt.Parse(FakeMemory.Place(0x1000, table.Build()), info);
}

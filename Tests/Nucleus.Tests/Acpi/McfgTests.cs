using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class McfgTests
{
    [SetUp, TearDown]
    public void Clear() => FakeMemory.Clear();

    [Test]
    public void Parse_TwoSegments_GivesBoth()
    {
        McfgInfo info;
        TableBuilder table = Start();
        Range(table, 0xB000_0000, 0, 0, 255);
        Range(table, 0x80_0000_0000, 1, 16, 31);
        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.Count, Is.EqualTo(2));
        McfgSegment* second = McfgInfo.Segment(&info, 1);
        Assert.That(second->Base, Is.EqualTo(0x80_0000_0000UL));
        Assert.That(second->Segment, Is.EqualTo(1));
        Assert.That(second->FirstBus, Is.EqualTo(16));
        Assert.That(second->LastBus, Is.EqualTo(31));
    }

    [Test]
    public void Parse_ImpossibleRanges_AreLeftOut()
    {
        McfgInfo info;
        TableBuilder table = Start();
        Range(table, 0, 0, 0, 255);
        Range(table, 0xB000_1000, 0, 0, 255);
        Range(table, 0xB000_0000, 0, 9, 8);
        Range(table, 1UL << 52, 0, 0, 255);
        Range(table, 0xC000_0000, 2, 0, 0);
        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.ImpossibleValue));
        Assert.That(info.Count, Is.EqualTo(1));
        Assert.That(McfgInfo.Segment(&info, 0)->Segment, Is.EqualTo(2));
    }

    [Test]
    public void Parse_TruncatedEntry_KeepsWholeOnes()
    {
        McfgInfo info;
        TableBuilder table = Start();
        Range(table, 0xB000_0000, 0, 0, 255);
        table.Quad(0xC000_0000);
        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.EntryBeyondEnd));
        Assert.That(info.Count, Is.EqualTo(1));
    }

    [Test]
    public void Parse_ShorterThanFixedPart_IsBadLength()
    {
        McfgInfo info;
        Assert.That(Parse(new TableBuilder("MCFG"), &info), Is.EqualTo(AcpiFault.BadLength));
        Assert.That(info.Count, Is.Zero);
    }

    [Test]
    public void Parse_MoreRangesThanStorage_KeepsTheFirst()
    {
        McfgInfo info;
        TableBuilder table = Start();
        for (ushort i = 0; i < 40; i++)
        {
            Range(table, 0xB000_0000, i, 0, 1);
        }

        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.Count, Is.EqualTo(McfgInfo.Capacity));
        Assert.That(sizeof(McfgSegment), Is.EqualTo(16));
    }

    private static TableBuilder Start() => new TableBuilder("MCFG").Skip(8);

    private static void Range(TableBuilder table, ulong address, ushort segment, byte first, byte last) =>
        table.Quad(address).Word(segment).Add(first, last).Long(0);

    private static AcpiFault Parse(TableBuilder table, McfgInfo* info) => Mcfg.Parse(FakeMemory.Place(0x1000, table.Build()), info);
}

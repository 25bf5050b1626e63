using System.Collections.Generic;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class AcpiTablesTests
{
    private static readonly List<(ulong Physical, AcpiFault Fault)> s_rejected = [];

    [SetUp, TearDown]
    public void Clear()
    {
        FakeMemory.Clear();
        s_rejected.Clear();
    }

    [Test]
    public void ReadRoot_Xsdt_FindsTablesBySignatureAndIndex()
    {
        byte* first = FakeMemory.Place(0x2000, new TableBuilder("SSDT").Add(1).Build());
        byte* madt = FakeMemory.Place(0x1_0000_0000, new TableBuilder("APIC").Skip(8).Build());
        byte* second = FakeMemory.Place(0x4000, new TableBuilder("SSDT").Add(2).Build());
        FakeMemory.Place(0x1000, new TableBuilder("XSDT").Quad(0x2000).Quad(0x1_0000_0000).Quad(0x4000).Build());
        AcpiDirectory directory = default;

        Assert.That(ReadRoot(0x1000, AcpiSignature.Xsdt, &directory), Is.EqualTo(AcpiFault.None));
        Assert.That(directory.Count, Is.EqualTo(3));
        Assert.That((ulong)AcpiDirectory.Find(&directory, AcpiSignature.Madt, 0), Is.EqualTo((ulong)madt));
        Assert.That((ulong)AcpiDirectory.Find(&directory, AcpiSignature.Ssdt, 0), Is.EqualTo((ulong)first));
        Assert.That((ulong)AcpiDirectory.Find(&directory, AcpiSignature.Ssdt, 1), Is.EqualTo((ulong)second));
        Assert.That((ulong)AcpiDirectory.Find(&directory, AcpiSignature.Ssdt, 2), Is.Zero);
        Assert.That(s_rejected, Is.Empty);
    }

    [Test]
    public void ReadRoot_Rsdt_ReadsThirtyTwoBitEntries()
    {
        FakeMemory.Place(0x2000, new TableBuilder("HPET").Skip(20).Build());
        FakeMemory.Place(0xFEDC_0000, new TableBuilder("MCFG").Skip(8).Build());
        FakeMemory.Place(0x1000, new TableBuilder("RSDT").Long(0x2000).Long(0xFEDC_0000).Build());
        AcpiDirectory directory = default;

        Assert.That(ReadRoot(0x1000, AcpiSignature.Rsdt, &directory), Is.EqualTo(AcpiFault.None));
        Assert.That(directory.Count, Is.EqualTo(2));
        Assert.That((ulong)AcpiDirectory.Find(&directory, AcpiSignature.Mcfg, 0), Is.Not.Zero);
    }

    [Test]
    public void ReadRoot_DamagedTables_AreReportedOnceAndIgnored()
    {
        FakeMemory.Place(0x2000, new TableBuilder("APIC") { ChecksumError = 1 }.Skip(8).Build());
        FakeMemory.Place(0x3000, new TableBuilder("HPET") { ClaimedLength = 20 }.Skip(8).Build());
        FakeMemory.Place(0x4000, new TableBuilder("MCFG") { ClaimedLength = 0 }.Skip(8).Build());
        FakeMemory.Place(0x5000, new TableBuilder("SSDT") { ClaimedLength = uint.MaxValue }.Skip(8).Build());
        FakeMemory.Place(0x6000, new TableBuilder("WAET") { ClaimedLength = 0x1000 }.Skip(8).Build());
        FakeMemory.Place(0x8000, new TableBuilder("FACP").Skip(80).Build());
        FakeMemory.Place(
            0x1000,
            new TableBuilder("XSDT").Quad(0x2000).Quad(0x3000).Quad(0x4000).Quad(0x5000).Quad(0x6000).Quad(0x7000).Quad(0x8000).Build());
        AcpiDirectory directory = default;

        Assert.That(ReadRoot(0x1000, AcpiSignature.Xsdt, &directory), Is.EqualTo(AcpiFault.None));
        Assert.That(directory.Count, Is.EqualTo(1));
        Assert.That((ulong)AcpiDirectory.Find(&directory, AcpiSignature.Fadt, 0), Is.Not.Zero);
        Assert.That(
            s_rejected,
            Is.EqualTo(new[]
            {
                (0x2000UL, AcpiFault.BadChecksum),
                (0x3000UL, AcpiFault.BadLength),
                (0x4000UL, AcpiFault.BadLength),
                (0x5000UL, AcpiFault.BadLength),
                (0x6000UL, AcpiFault.Unmapped),
                (0x7000UL, AcpiFault.Unmapped),
            }));
    }

    [Test]
    public void ReadRoot_LoopsAndRepeatedEntries_AreTakenOnce()
    {
        FakeMemory.Place(0x2000, new TableBuilder("SSDT").Build());
        FakeMemory.Place(0x1000, new TableBuilder("XSDT").Quad(0x1000).Quad(0x2000).Quad(0).Quad(0x2000).Quad(0x1000).Build());
        AcpiDirectory directory = default;

        Assert.That(ReadRoot(0x1000, AcpiSignature.Xsdt, &directory), Is.EqualTo(AcpiFault.None));
        Assert.That(directory.Count, Is.EqualTo(1));
        Assert.That(s_rejected, Is.Empty);
    }

    [Test]
    public void ReadRoot_MoreTablesThanCapacity_CountsTheRest()
    {
        TableBuilder root = new("XSDT");
        for (uint i = 0; i < AcpiDirectory.Capacity + 5; i++)
        {
            FakeMemory.Place(0x10000 + (i * 0x1000), new TableBuilder("SSDT").Build());
            root.Quad(0x10000 + (i * 0x1000));
        }

        FakeMemory.Place(0x1000, root.Build());
        AcpiDirectory directory = default;
        Assert.That(ReadRoot(0x1000, AcpiSignature.Xsdt, &directory), Is.EqualTo(AcpiFault.None));
        Assert.That(directory.Count, Is.EqualTo(AcpiDirectory.Capacity));
        Assert.That(directory.LeftOut, Is.EqualTo(5));
    }

    [Test]
    public void ReadRoot_TruncatedLastEntry_IsNotRead()
    {
        FakeMemory.Place(0x2000, new TableBuilder("SSDT").Build());
        FakeMemory.Place(0x1000, new TableBuilder("XSDT").Quad(0x2000).Long(0x3000).Build());
        AcpiDirectory directory = default;
        Assert.That(ReadRoot(0x1000, AcpiSignature.Xsdt, &directory), Is.EqualTo(AcpiFault.None));
        Assert.That(directory.Count, Is.EqualTo(1));
        Assert.That(s_rejected, Is.Empty);
    }

    [TestCase(0UL, AcpiFault.Absent)]
    [TestCase(0x9000UL, AcpiFault.Unmapped)]
    [TestCase(0x2000UL, AcpiFault.WrongSignature)]
    [TestCase(0x3000UL, AcpiFault.BadChecksum)]
    public void ReadRoot_UnusableRoot_SaysWhy(ulong physical, object fault)
    {
        FakeMemory.Place(0x2000, new TableBuilder("RSDT").Build());
        FakeMemory.Place(0x3000, new TableBuilder("XSDT") { ChecksumError = 7 }.Build());
        AcpiDirectory directory = default;
        Assert.That(ReadRoot(physical, AcpiSignature.Xsdt, &directory), Is.EqualTo(fault));
        Assert.That(directory.Count, Is.Zero);
    }

    [Test]
    public void Signatures_AreTheLettersOfTheTables()
    {
        (string Text, uint Value)[] expected =
        [
            ("RSDT", AcpiSignature.Rsdt), ("XSDT", AcpiSignature.Xsdt), ("APIC", AcpiSignature.Madt), ("FACP", AcpiSignature.Fadt),
            ("MCFG", AcpiSignature.Mcfg), ("HPET", AcpiSignature.Hpet), ("DSDT", AcpiSignature.Dsdt), ("SSDT", AcpiSignature.Ssdt),
        ];
        foreach ((string text, uint value) in expected)
        {
            Assert.That(System.BitConverter.ToUInt32(Encoding.ASCII.GetBytes(text)), Is.EqualTo(value), text);
        }
    }

    [Test]
    public void Printable_ControlBytes_BecomeQuestionMarks() =>
        Assert.That(AcpiTables.Printable(0x41_0A_FF_42), Is.EqualTo(0x41_3F_3F_42u));

    private static AcpiFault ReadRoot(ulong physical, uint signature, AcpiDirectory* directory) =>
        AcpiTables.ReadRoot(physical, signature, &FakeMemory.Map, &Reject, directory);

    private static void Reject(ulong physical, byte* table, AcpiFault fault) => s_rejected.Add((physical, fault));
}

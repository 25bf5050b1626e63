using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class HpetTableTests
{
    [SetUp, TearDown]
    public void Clear() => FakeMemory.Clear();

    [TestCase((byte)0, 0xFED0_0000UL, AcpiFault.None, 0xFED0_0000UL)]
    [TestCase((byte)1, 0xFED0_0000UL, AcpiFault.ImpossibleValue, 0UL, TestName = "Parse_BlockInIoSpace_IsRefused")]
    [TestCase((byte)0, 0UL, AcpiFault.ImpossibleValue, 0UL, TestName = "Parse_NullBlock_IsRefused")]
    [TestCase((byte)0, 0xFED0_0010UL, AcpiFault.ImpossibleValue, 0UL, TestName = "Parse_MisalignedBlock_IsRefused")]
    public void Parse_Block_IsTakenOnlyFromMemory(byte space, ulong block, object fault, ulong expected)
    {
        byte[] table = new TableBuilder("HPET").Long(0x8086_A201).Add(space, 64, 0, 0).Quad(block).To(56).Build();
        ulong address;
        Assert.That(HpetTable.Parse(FakeMemory.Place(0x1000, table), &address), Is.EqualTo(fault));
        Assert.That(address, Is.EqualTo(expected));
    }

    [Test]
    public void Parse_TooShort_IsBadLength()
    {
        ulong address;
        byte[] table = new TableBuilder("HPET").Skip(19).Build();
        Assert.That(HpetTable.Parse(FakeMemory.Place(0x1000, table), &address), Is.EqualTo(AcpiFault.BadLength));
    }

    [Test]
    public void FaultText_EveryFault_HasItsOwnWords()
    {
        Assert.That(System.Text.Encoding.ASCII.GetString(AcpiFaultText.Of(AcpiFault.None)), Is.EqualTo("is sound"));
        Assert.That(System.Text.Encoding.ASCII.GetString(AcpiFaultText.Of(AcpiFault.BadChecksum)), Is.EqualTo("has a bad checksum"));
        Assert.That(System.Text.Encoding.ASCII.GetString(AcpiFaultText.Of(AcpiFault.ImpossibleValue)), Is.EqualTo("holds an impossible value"));
    }
}

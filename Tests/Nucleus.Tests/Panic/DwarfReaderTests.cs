using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class DwarfReaderTests
{
    // Examples of DWARF 4, figure 22.
    [TestCase(new byte[] { 2 }, 2ul)]
    [TestCase(new byte[] { 127 }, 127ul)]
    [TestCase(new byte[] { 0 + 0x80, 1 }, 128ul)]
    [TestCase(new byte[] { 1 + 0x80, 1 }, 129ul)]
    [TestCase(new byte[] { 57 + 0x80, 100 }, 12857ul)]
    [TestCase(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1 }, ulong.MaxValue)]
    public void ReadUnsignedVariable_Encoded_IsTheNumber(byte[] bytes, ulong expected)
    {
        using GuardedBytes memory = new(bytes);
        DwarfReader reader = default;
        reader.Set(memory.Start, memory.End);

        Assert.That(reader.ReadUnsignedVariable(), Is.EqualTo(expected));
        Assert.That((reader.HasFailed, reader.Remaining), Is.EqualTo((0u, 0ul)));
    }

    // Examples of DWARF 4, figure 23.
    [TestCase(new byte[] { 2 }, 2L)]
    [TestCase(new byte[] { 0x7E }, -2L)]
    [TestCase(new byte[] { 127 + 0x80, 0 }, 127L)]
    [TestCase(new byte[] { 1 + 0x80, 0x7F }, -127L)]
    [TestCase(new byte[] { 0 + 0x80, 1 }, 128L)]
    [TestCase(new byte[] { 0 + 0x80, 0x7F }, -128L)]
    [TestCase(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F }, long.MinValue)]
    public void ReadSignedVariable_Encoded_IsTheNumber(byte[] bytes, long expected)
    {
        using GuardedBytes memory = new(bytes);
        DwarfReader reader = default;
        reader.Set(memory.Start, memory.End);

        Assert.That(reader.ReadSignedVariable(), Is.EqualTo(expected));
    }

    [Test]
    public void ReadUnsignedVariable_WithoutEnd_FailsAtTheEnd()
    {
        using GuardedBytes memory = new([0x80, 0x80]);
        DwarfReader reader = default;
        reader.Set(memory.Start, memory.End);
        reader.ReadUnsignedVariable();

        Assert.That(reader.HasFailed, Is.EqualTo(1));
    }

    [TestCase(0x00, 0x8877665544332211ul)]
    [TestCase(0x02, 0x2211ul)]
    [TestCase(0x03, 0x44332211ul)]
    [TestCase(0x3B, 0x44332211ul + 0x5000)]
    public void ReadEncoded_Form_IsTheNumberFromItsOrigin(int encoding, ulong expected)
    {
        using GuardedBytes memory = new([0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88]);
        DwarfReader reader = default;
        reader.Set(memory.Start, memory.End);

        Assert.That(reader.ReadEncoded((byte)encoding, 0x5000), Is.EqualTo(expected));
    }

    [Test]
    public void ReadEncoded_UnknownForm_Fails()
    {
        using GuardedBytes memory = new(new byte[16]);
        DwarfReader reader = default;
        reader.Set(memory.Start, memory.End);
        reader.ReadEncoded(0x07, 0);

        Assert.That(reader.HasFailed, Is.EqualTo(1));
    }

    [Test]
    public void ReadLittleEndian_BeyondTheEnd_FailsAndStaysThere()
    {
        using GuardedBytes memory = new(new byte[3]);
        DwarfReader reader = default;
        reader.Set(memory.Start, memory.End);

        Assert.That(reader.ReadLittleEndian(4), Is.Zero);
        Assert.That((reader.HasFailed, reader.Remaining), Is.EqualTo((1u, 3ul)));
    }
}

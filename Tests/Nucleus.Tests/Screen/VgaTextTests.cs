using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed class VgaTextTests
{
    [TestCase('A', 0x41)]
    [TestCase('~', 0x7e)]
    [TestCase('ä', 0x84)]
    [TestCase('│', 0xb3)]
    [TestCase('─', 0xc4)]
    [TestCase('└', 0xc0)]
    [TestCase('├', 0xc3)]
    [TestCase('█', 0xdb)]
    [TestCase('\u00a0', 0xff)]
    [TestCase('╭', 0xda)]
    [TestCase('→', (int)'>')]
    [TestCase('\u4e2d', (int)'?')]
    [TestCase('\0', (int)'?')]
    public void Encode_Characters_AreThoseOfCodePage437(char character, int expected) =>
        Assert.That(CodePage437.Encode(character), Is.EqualTo((byte)expected));

    [TestCase(7, 0, 0x07)]
    [TestCase(1, 4, 0x14)]
    [TestCase(4, 1, 0x41)]
    [TestCase(9, 3, 0x6c)]
    [TestCase(15, 12, 0x1f)]
    public void Encode_Colours_AreThoseOfTheHardware(int foreground, int background, int attribute) =>
        Assert.That(VgaText.Encode(Cell.Make('x', (byte)foreground, (byte)background)), Is.EqualTo((attribute << 8) | 'x'));

    [Test]
    public void Encode_TheCursor_ChangesTheColours() =>
        Assert.That(VgaText.Encode(Cell.Make('x', 7, 0) | Cell.Cursor), Is.EqualTo(0x7078));
}

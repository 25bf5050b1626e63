using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class FontTests
{
    [TestCase('?')]
    [TestCase(' ')]
    [TestCase('A')]
    [TestCase('z')]
    [TestCase('\u2502')]
    public void Glyph_ACharacterOfTheFont_IsItsOwn(char character)
    {
        using TestFont font = new("? Az\u2502\u2500");
        Assert.That(Font.Glyph(character)[3], Is.EqualTo((byte)(character + 3)));
    }

    [TestCase('B')]
    [TestCase('\uffff')]
    [TestCase('\0')]
    public void Glyph_AnotherCharacter_IsTheQuestionMark(char character)
    {
        using TestFont font = new("? Az");
        Assert.That(Font.Glyph(character)[0], Is.EqualTo((byte)'?'));
    }
}

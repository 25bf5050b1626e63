using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed class CellTerminalTests
{
    [TestCase("one\ntwo", "one\ntwo", 1, 3)]
    [TestCase("one\r\ntwo\n", "one\ntwo", 2, 0)]
    [TestCase("abc\rX", "Xbc", 0, 1)]
    [TestCase("abc\b\bX", "aXc", 0, 2)]
    [TestCase("\b\b", "", 0, 0)]
    [TestCase("a\tb", "a       b", 0, 9)]
    [TestCase("\t\tx", "         x", 0, 9)]
    [TestCase("0123456789", "0123456789", 0, 9)]
    [TestCase("0123456789x", "0123456789\nx", 1, 1)]
    [TestCase("0123456789\nx", "0123456789\nx", 1, 1)]
    [TestCase("0123456789\rx", "x123456789", 0, 1)]
    [TestCase("0123456789\bx", "01234567x9", 0, 9)]
    [TestCase("1\n2\n3\n4\n5", "2\n3\n4\n5", 3, 1)]
    [TestCase("1\n2\n3\n4\n", "2\n3\n4", 3, 0)]
    [TestCase("bell\a\0\u007f.", "bell.", 0, 5)]
    [TestCase("äß│└─", "äß│└─", 0, 5)]
    public void Write_Text_StandsOnTheScreen(string text, string expected, int row, int column)
    {
        using TestTerminal terminal = new(10, 4);
        terminal.Write(text);
        Assert.That(terminal.Text, Is.EqualTo(expected));
        Assert.That(terminal.Cursor, Is.EqualTo((row, column)));
    }

    [TestCase("\e[2;3Hx", "\n  x")]
    [TestCase("\e[Hx", "x")]
    [TestCase("\e[99;99Hx", "\n\n\n         x")]
    [TestCase("\e[3dx", "\n\nx")]
    [TestCase("\e[5Gx", "    x")]
    [TestCase("abc\e[Dx", "abx")]
    [TestCase("abc\e[2Dx", "axc")]
    [TestCase("abc\e[99Dx", "xbc")]
    [TestCase("a\e[3Cb", "a   b")]
    [TestCase("a\e[Bb", "a\n b")]
    [TestCase("a\n\e[Ab", "b")]
    [TestCase("a\n\e[99Ab", "b")]
    [TestCase("a\e[2Eb", "a\n\nb")]
    [TestCase("a\n\n b\e[2Fc", "c\n\n b")]
    [TestCase("ab\e[s\n\n\e[uc", "abc")]
    [TestCase("ab\e7\n\n\e8c", "abc")]
    [TestCase("a\eDb", "a\nb")]
    [TestCase("1\n2\e[H\eMx", "x\n1\n2")]
    public void Write_CursorMovement_PlacesText(string text, string expected) => Expect(text, expected);

    [TestCase("abcdef\e[3D\e[K", "abc")]
    [TestCase("abcdef\e[3D\e[1K", "    ef")]
    [TestCase("abcdef\e[3D\e[2K", "")]
    [TestCase("one\ntwo\nthree\e[2;2H\e[J", "one\nt")]
    [TestCase("one\ntwo\nthree\e[2;2H\e[1J", "\n  o\nthree")]
    [TestCase("one\ntwo\e[2J", "")]
    [TestCase("one\ntwo\e[H\e[2Jx", "x")]
    [TestCase("abcdef\e[4D\e[2X", "ab  ef")]
    [TestCase("abcdef\e[4D\e[2P", "abef")]
    [TestCase("abcdef\e[4D\e[99P", "ab")]
    [TestCase("abcdef\e[4D\e[2@", "ab  cdef")]
    [TestCase("0123456789\e[4D\e[2@", "01234  567")]
    [TestCase("1\n2\n3\e[2H\e[L", "1\n\n2\n3")]
    [TestCase("1\n2\n3\e[2H\e[M", "1\n3")]
    [TestCase("1\n2\n3\e[S", "2\n3")]
    [TestCase("1\n2\n3\e[2T", "\n\n1\n2")]
    [TestCase("1\n2\n3\e[999999999999L", "1\n2")]
    [TestCase("one\ecx", "x")]
    public void Write_Erasure_LeavesTheRest(string text, string expected) => Expect(text, expected);

    [TestCase("a\e[?2004hb")]
    [TestCase("a\e[>0cb")]
    [TestCase("a\e[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20mb")]
    [TestCase("a\e[38;5;200mb")]
    [TestCase("a\e[38;2;1;2;3mb")]
    [TestCase("a\e(Bb")]
    [TestCase("a\e=b")]
    [TestCase("a\e]0;a title\ab")]
    [TestCase("a\e]0;a title\e\\b")]
    [TestCase("a\ePdata\e\\b")]
    [TestCase("a\e[12\u0018b")]
    [TestCase("a\e[12\e[mb")]
    [TestCase("a\e[!pb")]
    public void Write_SequencesWithoutEffectHere_AreSwallowedWhole(string text) => Expect(text, "ab");

    [TestCase("\e[31mx", 1, 0)]
    [TestCase("\e[1;31mx", 9, 0)]
    [TestCase("\e[31;1;22mx", 1, 0)]
    [TestCase("\e[91mx", 9, 0)]
    [TestCase("\e[42mx", 7, 2)]
    [TestCase("\e[102mx", 7, 10)]
    [TestCase("\e[33;44;7mx", 4, 3)]
    [TestCase("\e[33;44;7;27mx", 3, 4)]
    [TestCase("\e[33;44m\e[mx", 7, 0)]
    [TestCase("\e[33;44;39mx", 7, 4)]
    [TestCase("\e[33;44;49mx", 3, 0)]
    [TestCase("\e[38;5;12mx", 12, 0)]
    [TestCase("\e[48;5;5mx", 7, 5)]
    [TestCase("\e[38;5;200;32mx", 2, 0)]
    [TestCase("\e[38;2;10;20;30;32mx", 2, 0)]
    public void Write_Colours_AreTheCells(string text, int foreground, int background)
    {
        using TestTerminal terminal = new(10, 4);
        uint cell = terminal.Write(text).At(0, 0);
        Assert.That((Cell.Foreground(cell), Cell.Background(cell)), Is.EqualTo(((uint)foreground, (uint)background)));
    }

    [Test]
    public void Write_EraseWithABackground_FillsWithIt()
    {
        using TestTerminal terminal = new(10, 4);
        Assert.That(Cell.Background(terminal.Write("\e[44m\e[K").At(0, 9)), Is.EqualTo(4));
    }

    [TestCase("\e[?25l", true)]
    [TestCase("\e[?25l\e[?25h", false)]
    [TestCase("\e[25l", false)]
    public void Write_CursorVisibility_IsObeyed(string text, bool isHidden)
    {
        using TestTerminal terminal = new(10, 4);
        Assert.That(terminal.Write(text).IsCursorHidden, Is.EqualTo(isHidden));
    }

    [TestCase(new byte[] { 0xc3, (byte)'x' }, "\ufffdx")]
    [TestCase(new byte[] { 0xa4, (byte)'x' }, "\ufffdx")]
    [TestCase(new byte[] { 0xff, (byte)'x' }, "\ufffdx")]
    [TestCase(new byte[] { 0xc0, 0x80, (byte)'x' }, "\ufffd\ufffdx")]
    [TestCase(new byte[] { 0xe0, 0x80, 0x80, (byte)'x' }, "\ufffdx")]
    [TestCase(new byte[] { 0xed, 0xa0, 0x80, (byte)'x' }, "\ufffdx")]
    [TestCase(new byte[] { 0xe2, 0xc3, 0xa4 }, "\ufffdä")]
    [TestCase(new byte[] { 0xf0, 0x9f, 0x90, 0x8d, (byte)'x' }, "\ufffdx")]
    [TestCase(new byte[] { 0xc2, 0x9b, (byte)'x' }, "\ufffdx")]
    public void Write_DamagedUtf8_ShowsAReplacementAndGoesOn(byte[] bytes, string expected)
    {
        using TestTerminal terminal = new(10, 4);
        Assert.That(terminal.Write(bytes).Text, Is.EqualTo(expected));
    }

    [Test]
    public void Write_APartOfTheScreen_TouchesOnlyThat()
    {
        using TestTerminal terminal = new(10, 4);
        terminal.Write("1\n2");
        terminal.TakeDirty();
        Assert.That(terminal.Write("x").TakeDirty(), Is.EqualTo(new[] { 1 }));
        Assert.That(terminal.Write("\e[A").TakeDirty(), Is.EqualTo(new[] { 0, 1 }), "The cursor left one row and came to another.");
        Assert.That(terminal.TakeDirty(), Is.Empty);
    }

    private static void Expect(string text, string expected)
    {
        using TestTerminal terminal = new(10, 4);
        Assert.That(terminal.Write(text).Text, Is.EqualTo(expected));
    }
}

using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>Lines of the log on a screen where somebody types.</summary>
[TestFixture]
internal sealed class InsertedLineTests
{
    [Test]
    public void Insert_WhileSomebodyTypes_GoesAboveAndLeavesTheCursor()
    {
        using TestTerminal terminal = new(20, 5);
        terminal.Write("first\n# nvme li").Write("\e[3D").Insert("warning: hot");
        Assert.That(terminal.Text, Is.EqualTo("first\nwarning: hot\n# nvme li"));
        Assert.That(terminal.Cursor, Is.EqualTo((2, 6)));
        Assert.That(terminal.Write("X").Text, Is.EqualTo("first\nwarning: hot\n# nvmeXli"));
    }

    [Test]
    public void Insert_OnTheLastRow_ScrollsWhatIsAbove()
    {
        using TestTerminal terminal = new(20, 3);
        terminal.Write("1\n2\n# x").Insert("log");
        Assert.That(terminal.Text, Is.EqualTo("2\nlog\n# x"));
        Assert.That(terminal.Cursor, Is.EqualTo((2, 3)));
    }

    [Test]
    public void Insert_OnAnEmptyLine_IsLikeALine()
    {
        using TestTerminal terminal = new(20, 3);
        terminal.Insert("one").Insert("two");
        Assert.That(terminal.Text, Is.EqualTo("one\ntwo"));
        Assert.That(terminal.Cursor, Is.EqualTo((2, 0)));
        Assert.That(terminal.Insert("three").Text, Is.EqualTo("two\nthree"));
    }

    [Test]
    public void Insert_AboveALineOfSeveralRows_KeepsItTogether()
    {
        using TestTerminal terminal = new(10, 5);
        terminal.Write("a\n0123456789012").Insert("log");
        Assert.That(terminal.Text, Is.EqualTo("a\nlog\n0123456789\n012"));
        terminal.Insert("log2");
        Assert.That(terminal.Text, Is.EqualTo("a\nlog\nlog2\n0123456789\n012"));
        terminal.Insert("log3");
        Assert.That(terminal.Text, Is.EqualTo("log\nlog2\nlog3\n0123456789\n012"));
        Assert.That(terminal.Cursor, Is.EqualTo((4, 3)));
    }

    [TestCase(6)]
    [TestCase(4)]
    public void Insert_ALongLine_TakesSeveralRows(int rows)
    {
        using TestTerminal terminal = new(10, rows);
        terminal.Write("# x").Insert("0123456789abcdefghij!");
        Assert.That(terminal.Text, Is.EqualTo("0123456789\nabcdefghij\n!\n# x"));
        Assert.That(terminal.Cursor, Is.EqualTo((3, 3)));
    }

    [Test]
    public void Insert_WithALineThatFillsTheScreen_StaysInBounds()
    {
        using TestTerminal terminal = new(10, 2);
        terminal.Write("0123456789abcdefghij").Insert("log");
        Assert.That(terminal.Text, Is.EqualTo("log\nabcdefghij"));
    }

    [Test]
    public void Insert_ControlCharacters_AreShownNotObeyed()
    {
        using TestTerminal terminal = new(20, 3);
        Assert.That(terminal.Write("# ").Insert("a\e[2Jb\tä\u007f").Text, Is.EqualTo("a?[2Jb?ä?\n#"));
    }

    [Test]
    public void Insert_Between_LeavesAnEscapeSequenceWhole()
    {
        using TestTerminal terminal = new(20, 3);
        Assert.That(terminal.Write("# abc\e[").Insert("log").Write("2Dx").Text, Is.EqualTo("log\n# axc"));
    }

    [Test]
    public void Insert_Anything_TouchesWhatMoved()
    {
        using TestTerminal terminal = new(20, 4);
        terminal.Write("1\n# x");
        terminal.TakeDirty();
        Assert.That(terminal.Insert("log").TakeDirty(), Is.SupersetOf(Enumerable.Range(1, 2)));
    }
}

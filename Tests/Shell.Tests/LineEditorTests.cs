using System;
using System.Threading;
using CosmosNvme.Shell.Terminal;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>Keys of the line editor.</summary>
[TestFixture]
internal sealed class LineEditorTests
{
    private const string Up = "\e[A";
    private const string Down = "\e[B";
    private const string Right = "\e[C";
    private const string Left = "\e[D";

    [TestCase("abc\r", "abc")]
    [TestCase("abc\n", "abc")]
    [TestCase("abd\x7F" + "c\r", "abc")]
    [TestCase("abd\bc\r", "abc")]
    [TestCase("bc" + Left + Left + "a\r", "abc")]
    [TestCase("ac" + Left + "b" + Right + "d\r", "abcd")]
    [TestCase("bc\x01" + "a\r", "abc")]
    [TestCase("bc\e[Ha\r", "abc")]
    [TestCase("bc\e[1~a\r", "abc")]
    [TestCase("bc\eOHa\x05" + "d\r", "abcd")]
    [TestCase("b\x01" + "a\e[Fc\r", "abc")]
    [TestCase("b\x01" + "a\e[4~c\r", "abc")]
    [TestCase("xabc\x01\x04\r", "abc")]
    [TestCase("xabc\x01\e[3~\r", "abc")]
    [TestCase("abcdef" + Left + Left + Left + "\x0B\r", "abc")]
    [TestCase("defabc" + Left + Left + Left + "\x15\r", "abc")]
    [TestCase("abc def  \x17\r", "abc ")]
    [TestCase("one two\e[1;5D\e[1;5Dx\r", "xone two")]
    [TestCase("one two\x01\ef\x0B\r", "one")]
    [TestCase("aé漢🙂\x7F\x7F\r", "aé")]
    [TestCase("\x7F\x7F" + Left + Right + "\e[3~\x17" + "a\r", "a")]
    [TestCase("a\e[99Z\e[200~b\r", "ab")]
    [TestCase("a\0b\r", "ab")]
    [TestCase("a\u0086\u009B5mb\r", "a5mb")]
    public void ReadLine_EditingKeys_ChangeTheLine(string keys, string line)
    {
        (LineEnd end, string text) = Editor(keys, out _).ReadLine("> ");

        Assert.That(end, Is.EqualTo(LineEnd.Entered));
        Assert.That(text, Is.EqualTo(line));
    }

    [Test]
    public void ReadLine_CrLf_IsOneEnter()
    {
        LineEditor editor = Editor("a\r\nb\r\n", out _);

        Assert.That(editor.ReadLine("> ").Text, Is.EqualTo("a"));
        Assert.That(editor.ReadLine("> ").Text, Is.EqualTo("b"));
    }

    [TestCase("\x04", LineEnd.EndOfInput)]
    [TestCase("ab\x03", LineEnd.Interrupted)]
    [TestCase("ab", LineEnd.EndOfInput)]
    public void ReadLine_EndOfInputOrInterrupt_GivesNoText(string keys, LineEnd expected)
    {
        (LineEnd end, string text) = Editor(keys, out _).ReadLine("> ");

        Assert.That(end, Is.EqualTo(expected));
        Assert.That(text, Is.Empty);
    }

    [TestCase(Up + "\r", "two")]
    [TestCase(Up + Up + "\r", "one")]
    [TestCase(Up + Up + Up + "\r", "one")]
    [TestCase(Up + Up + Down + "\r", "two")]
    [TestCase("new" + Up + Down + "\r", "new")]
    [TestCase("\x10\x10\x0E\r", "two")]
    [TestCase(Up + "!\r", "two!")]
    public void ReadLine_ArrowKeys_RecallHistory(string keys, string line)
    {
        LineEditor editor = Editor(keys, out _, "one", "two", "two", " ");

        Assert.That(editor.ReadLine("> ").Text, Is.EqualTo(line));
    }

    [TestCase("he\t\r", "help ")]
    [TestCase("h\t\r", "he")]
    [TestCase("zz\t\r", "zz")]
    [TestCase("help he\t\r", "help help ")]
    public void ReadLine_Tab_CompletesTheWord(string keys, string line)
    {
        LineEditor editor = Editor(keys, out _, completer: before =>
            before.EndsWith("he", StringComparison.Ordinal) ? ["help"] : before == "h" ? ["help", "hex"] : []);

        Assert.That(editor.ReadLine("> ").Text, Is.EqualTo(line));
    }

    [Test]
    public void ReadLine_AmbiguousTab_ListsTheCandidates()
    {
        LineEditor editor = Editor("he\t\r", out FakeTerminal terminal, completer: _ => ["help", "hexdump"]);

        editor.ReadLine("> ");

        Assert.That(terminal.Output, Does.Contain("help  hexdump\n"));
    }

    [Test]
    public void ReadLine_PlainTyping_EchoesEachCharacterOnce()
    {
        LineEditor editor = Editor("abc\r", out FakeTerminal terminal);

        editor.ReadLine("> ");

        Assert.That(terminal.Output, Is.EqualTo("> abc\n"));
    }

    [Test]
    public void ReadLine_LongLine_StaysOnOneRow()
    {
        string text = new('x', 200);
        FakeTerminal terminal = new FakeTerminal().Type(text + "\r");
        LineEditor editor = new(terminal, new TerminalInput(terminal), new LineHistory(), columns: 40);

        Assert.That(editor.ReadLine("> ").Text, Is.EqualTo(text));
        foreach (string row in terminal.Output.Split('\r'))
        {
            string visible = System.Text.RegularExpressions.Regex.Replace(row, "\e\\[[0-9]*[A-Z]", string.Empty);
            Assert.That(visible.TrimEnd('\n'), Has.Length.LessThanOrEqualTo(40));
        }
    }

    [Test]
    public void ReadLine_ControlL_ClearsTheScreenAndKeepsTheLine()
    {
        LineEditor editor = Editor("ab\x0C" + "c\r", out FakeTerminal terminal);

        Assert.That(editor.ReadLine("> ").Text, Is.EqualTo("abc"));
        Assert.That(terminal.Output, Does.Contain("\e[H\e[2J\r> ab"));
    }

    [Test]
    public void ReadByte_ControlCWithForegroundCommand_CancelsIt()
    {
        FakeTerminal terminal = new();
        TerminalInput input = new(terminal);
        using CancellationTokenSource command = new();
        input.SetForeground(command);

        terminal.Type("abc\x03");

        Assert.That(command.Token.WaitHandle.WaitOne(10_000), Is.True);
        Assert.Throws<OperationCanceledException>(() => input.ReadByte(command.Token));
    }

    private static LineEditor Editor(string keys, out FakeTerminal terminal, params string[] history) =>
        Editor(keys, out terminal, _ => [], history);

    private static LineEditor Editor(
        string keys, out FakeTerminal terminal, Func<string, System.Collections.Generic.IReadOnlyList<string>> completer, params string[] history)
    {
        terminal = new FakeTerminal().Type(keys).HangUp();
        LineHistory lines = new();
        foreach (string line in history)
        {
            lines.Add(line);
        }

        return new LineEditor(terminal, new TerminalInput(terminal), lines) { Completer = completer };
    }
}

using System.Threading;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>Running commands: order, statuses, redirections, the interactive loop.</summary>
[TestFixture]
internal sealed class ShellSessionTests : ShellFixture
{
    [TestCase("true", true)]
    [TestCase("echo a; true", true)]
    [TestCase("false", false)]
    [TestCase("false; true", false)]
    [TestCase("no-such-command; true", false)]
    [TestCase("echo 'a", false)]
    [TestCase("", true)]
    [TestCase("# only a comment", true)]
    public void RunScript_Commands_SucceedOnlyTogether(string script, bool succeeded) =>
        Assert.That(Session.RunScript(script), Is.EqualTo(succeeded));

    [Test]
    public void RunScript_FailedCommand_DoesNotStopTheNext() =>
        Assert.That(Run("false; echo after"), Is.EqualTo("after\n"));

    [TestCase("true; echo $?", "0\n")]
    [TestCase("false; echo $?", "1\n")]
    [TestCase("false; echo $?; echo $?", "1\n0\n")]
    [TestCase("false 2>/dev/null; echo \"status $?\"", "status 1\n")]
    [TestCase("free --nonsense 2>/dev/null; echo $?", "2\n")]
    [TestCase("nonsense 2>/dev/null; echo $?", "127\n")]
    public void RunScript_LastStatus_IsExpanded(string script, string output) =>
        Assert.That(Run(script), Is.EqualTo(output));

    [Test]
    public void RunScript_UnknownCommand_SaysSo() =>
        Assert.That(Run("frobnicate"), Does.Contain("frobnicate: command not found"));

    [Test]
    public void RunScript_SyntaxError_RunsNothing()
    {
        string output = Run("echo a\necho 'b");

        Assert.That(output, Is.EqualTo("cosmos: syntax error: a ' quote is not closed\n"));
        Assert.That(Session.LastStatus, Is.EqualTo(2));
    }

    [Test]
    public void RunScript_RedirectionToNull_PrintsNothing() =>
        Assert.That(Run("echo a >/dev/null; echo b >>/dev/null; echo c"), Is.EqualTo("c\n"));

    [Test]
    public void RunScript_RedirectionToMissingFolder_FailsTheCommand()
    {
        bool succeeded = Session.RunScript("echo a > /no/such/folder/file");

        Assert.That(succeeded, Is.False);
        Assert.That(Terminal.Output, Is.EqualTo("cosmos: cannot create /no/such/folder/file: No such file or directory\n"));
    }

    [Test]
    public void RunScript_InputFromNull_IsEmpty() =>
        Assert.That(
            Run("sha256sum < /dev/null"),
            Is.EqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  -\n"));

    [Test]
    public void RunScript_UsageError_NamesTheHelp() =>
        Assert.That(Run("free --nonsense"), Is.EqualTo("free: there is no option '--nonsense'\nTry 'free --help'.\n"));

    [Test]
    public void RunScript_Poweroff_SkipsTheRest()
    {
        bool succeeded = Session.RunScript("poweroff; echo not reached");

        Assert.That(succeeded, Is.True);
        Assert.That(Terminal.Output, Is.Empty);
        Assert.That(Session.Outcome, Is.EqualTo(ShellOutcome.PowerOff));
    }

    [Test]
    public void RunScript_Reboot_IsTheOutcome()
    {
        Session.RunScript("reboot");

        Assert.That(Session.Outcome, Is.EqualTo(ShellOutcome.Reboot));
    }

    [Test]
    public void RunInteractive_Commands_RunUntilPoweroff()
    {
        Terminal.Type("echo one\recho 'a\rb'\rpoweroff\r");

        Session.RunInteractive();

        Assert.That(
            Terminal.Output,
            Is.EqualTo("cosmos> echo one\none\ncosmos> echo 'a\n> b'\na\nb\ncosmos> poweroff\n"));
    }

    [Test]
    public void RunInteractive_ControlDOnEmptyLine_Ends()
    {
        Terminal.Type("\x04");

        Session.RunInteractive();

        Assert.That(Session.Outcome, Is.EqualTo(ShellOutcome.PowerOff));
    }

    [Test]
    public void RunInteractive_SyntaxError_GoesOn()
    {
        Terminal.Type("a || b\recho $?\rpoweroff\r");

        Session.RunInteractive();

        Assert.That(Terminal.Output, Does.Contain("syntax error: '|'").And.Contain("\n2\ncosmos> "));
    }

    [Test]
    public void RunInteractive_CommandReadsInput_UntilControlD()
    {
        Terminal.Type("hexdump -C\rAB\r\x04" + "poweroff\r");

        Session.RunInteractive();

        Assert.That(Terminal.Output, Does.Contain("00000000  41 42 0a                                          |AB.|\n00000003\n"));
    }

    [Test]
    public void RunInteractive_ControlCInCommand_EndsItAndGoesOn()
    {
        Thread typist = new(() =>
        {
            // Only a running command may get the Ctrl-C: its echo is the sign that it runs.
            Terminal.Type("hexdump\rx");
            SpinWait.SpinUntil(() => Terminal.Output.EndsWith("hexdump\nx", System.StringComparison.Ordinal), 10_000);
            Terminal.Type("\x03");
            SpinWait.SpinUntil(() => Terminal.Output.EndsWith("^C\ncosmos> ", System.StringComparison.Ordinal), 10_000);
            Terminal.Type("echo $?\rpoweroff\r");
        });
        typist.Start();

        Session.RunInteractive();

        typist.Join();
        Assert.That(Terminal.Output, Does.Contain("echo $?\n130\n"));
    }

    [Test]
    public void RunScript_CommandThatFailsLate_PrintsItsOutputFirst()
    {
        ShellSession session = new(Terminal, Machine, Log, new CommandTable([new LateFailure()]));

        session.RunScript("late");

        Assert.That(Terminal.Output, Is.EqualTo("output\nlate: failure\n"));
    }

    [Test]
    public void RunScript_CommandWithAMistake_DoesNotEndTheShell()
    {
        ShellSession session = new(Terminal, Machine, Log, new CommandTable([new LateFailure()]));

        bool succeeded = session.RunScript("late wrong; late");

        Assert.That(succeeded, Is.False);
        Assert.That(Terminal.Output, Does.StartWith("late: this is an error in the command itself: System.InvalidOperationException"));
        Assert.That(Terminal.Output, Does.EndWith("output\nlate: failure\n"));
    }

    [Test]
    public void RunInteractive_Tab_CompletesCommandNames()
    {
        Terminal.Type("powe\t\r");

        Session.RunInteractive();

        Assert.That(Terminal.Output, Is.EqualTo("cosmos> poweroff \n"));
    }

    private sealed class LateFailure : ShellCommand
    {
        internal override string Name => "late";

        internal override string Summary => "Print, then fail";

        internal override string Arguments => string.Empty;

        internal override int Execute(CommandContext context)
        {
            if (context.Arguments.Count > 0)
            {
                throw new System.InvalidOperationException("wrong");
            }

            context.Output.WriteLine("output");
            throw new CommandFailedException("failure");
        }
    }
}

using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>The shell over the machine's real channels.</summary>
[Category("Machine")]
[Parallelizable(ParallelScope.All)]
internal sealed class ShellTests
{
    private const string Prompt = "cosmos> ";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public void Exec_QuotesAndBytes_ReachTheShellUnchanged()
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile { Exec = "echo 'a  b' \"c;d\" e\\ f '\"' \"'\" 'größe €'; echo 'two\nlines'" });
        Assert.That(result.Console, Is.EqualTo("a  b c;d e f \" ' größe €\ntwo\nlines\n"));
    }

    [Test]
    public void Exec_64KiB_ReachesTheShellWhole()
    {
        string word = new('x', 1000);
        string exec = string.Concat(Enumerable.Repeat($"echo {word};", 64)) + "echo ";
        exec += new string('y', MachineProfile.MaximumExecBytes - Encoding.UTF8.GetByteCount(exec));
        MachineResult result = Boots.RunOrderly(new MachineProfile { Exec = exec });
        Assert.That(result.Console, Has.Length.EqualTo((64 * 1001) + MachineProfile.MaximumExecBytes - exec.IndexOf('y', StringComparison.Ordinal) + 1));
        Assert.That(result.Console, Does.EndWith("yy\n"));
    }

    [Test]
    [Category("Long")]
    public void Exec_OnTheKernelCommandLine_RunsToo()
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile { KernelArguments = "exec=\"echo by hand; echo more\"" });
        Assert.That(result.Console, Is.EqualTo("by hand\nmore\n"));
    }

    [Test]
    [Category("Long")]
    public void KernelCommandLine_UnknownKey_IsAWarningAndNoMore()
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile { KernelArguments = "no-such-key=1", Exec = "echo up" });
        Assert.That(result.Console, Is.EqualTo("up\n"));
        Assert.That(result.Log, Does.Contain("warning:").And.Contain("no-such-key"));
    }

    [Test]
    public void Commands_OfEveryKind_Succeed() =>
        Boots.RunOrderly(new MachineProfile { Exec = "help; dmesg; free; ps; lscpu; uptime; echo text; sleep 0.1" });

    [Test]
    public void Uname_All_NamesTheKernelAndItsRuntime() =>
        Assert.That(Boots.RunOrderly(new MachineProfile { Exec = "uname -a" }).Console, Does.Match(@"\ACosmosNvme cosmosnvme \d+\.\d+\.\d+ \.NET \d+\.\d+\.\d+ x86_64\n\z"));

    [TestCase("reboot", ExitReason.Reset)]
    [TestCase("poweroff", ExitReason.Orderly)]
    public async Task Interactive_EndOfTheMachine_IsWhatWasAskedFor(string command, ExitReason reason)
    {
        await using Machine machine = Machine.Start(new MachineProfile { TimeLimit = Boots.Limit });
        await machine.ExpectAsync(Prompt, s_patience);
        await machine.SendAsync(command + "\r");
        MachineResult result = await machine.WaitForExitAsync();
        Assert.That(result.Reason, Is.EqualTo(reason), result.ToString());
        Assert.That(result.TripleFault, Is.False);
    }

    [Test]
    public async Task Interactive_EditingAndHistory_WorkOverTheSerialPort()
    {
        await using Machine machine = Machine.Start(new MachineProfile { TimeLimit = Boots.Limit });
        await machine.ExpectAsync(Prompt, s_patience);

        // A slip, a backspace, and the quotes keep the echo of the line apart from its output.
        await machine.SendAsync("echo on'e'x\u007f\r");
        await machine.ExpectAsync("one", s_patience);
        await machine.ExpectAsync(Prompt, s_patience);

        // Up brings the line back, Ctrl-A and Ctrl-K take it away.
        await machine.SendAsync("\u001b[A\r");
        await machine.ExpectAsync("one", s_patience);
        await machine.ExpectAsync(Prompt, s_patience);
        await machine.SendAsync("no such thing\u0001\u000becho t'w'o\r");
        await machine.ExpectAsync("two", s_patience);
        await machine.ExpectAsync(Prompt, s_patience);
        await machine.SendAsync("\u0004");
        MachineResult result = await machine.WaitForExitAsync();
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
    }
}

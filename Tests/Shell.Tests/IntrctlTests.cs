using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>What intrctl prints and moves.</summary>
[TestFixture]
internal sealed class IntrctlTests
{
    private FakeTerminal _terminal = null!;
    private FakeMachine _machine = null!;
    private FakeInterrupts _interrupts = null!;

    [SetUp]
    public void SetUp()
    {
        _terminal = new FakeTerminal();
        _machine = new FakeMachine();
        _interrupts = new FakeInterrupts();
        _interrupts.AllLines.Add(new FakeInterrupts.Line("ioapic0 pin 21", "nvme0", 0, 15, 0));
        _interrupts.AllLines.Add(new FakeInterrupts.Line("ioapic0 pin 21", "nvme2", 0, 15, 0));
        _interrupts.AllLines.Add(new FakeInterrupts.Line("msix0 vec 1", "nvme1 q1", 1, 7, 1234567));
        _interrupts.Unhandled[1] = 3;
        _interrupts.Spurious[0] = 12;
    }

    [Test]
    public void List_Lines_HaveNetBsdsColumns()
    {
        Assert.That(Run("intrctl list"), Is.EqualTo(
            "interrupt id   CPU0     CPU1  device name(s)\n" +
            "ioapic0 pin 21   15*       0  nvme0, nvme2\n" +
            "msix0 vec 1       7  1234567* nvme1 q1\n" +
            "unhandled         0        3\n" +
            "spurious         12        0\n"));
    }

    [Test]
    public void List_WireThatIsShutOff_SaysSo()
    {
        _interrupts.AllLines.Clear();
        _interrupts.AllLines.Add(new FakeInterrupts.Line("ioapic0 pin 21", "nvme0", 0, 1000, 0) { ShutsOff = true });
        Assert.That(Run("intrctl list"), Does.Contain("\nioapic0 pin 21 1000*    0  nvme0 (shut off)\n"));
    }

    [Test]
    public void Affinity_Line_Moves()
    {
        Assert.That(Run("intrctl affinity -i 'msix0 vec 1' -c 0"), Is.Empty);
        Assert.That(_interrupts.AllLines[2].Cpu, Is.Zero);
    }

    [TestCase("intrctl affinity -i 'msix0 vec 9' -c 0", "there is no interrupt 'msix0 vec 9'")]
    [TestCase("intrctl affinity -i 'msix0 vec 1' -c 2", "there is no CPU 2 that is online")]
    [TestCase("intrctl affinity -i 'msix0 vec 1'", "say which interrupt and which CPU")]
    [TestCase("intrctl affinity -c 1", "say which interrupt and which CPU")]
    [TestCase("intrctl affinity -i 'msix0 vec 1' -c 1 more", "'more' is one argument too many")]
    [TestCase("intrctl move", "there is no verb 'move'")]
    [TestCase("intrctl", "say what to do")]
    [TestCase("intrctl list -x", "there is no option '-x'")]
    public void Arguments_ThatMakeNoSense_AreRefused(string command, string complaint) => Assert.That(Run(command), Does.Contain(complaint));

    [Test]
    public void Affinity_LineThatCannotMove_Fails()
    {
        _interrupts.AllLines.Add(new FakeInterrupts.Line("i8259 pin 10", "nvme3", 0, 1, 0) { CanMove = false });
        Assert.That(Run("intrctl affinity -i 'i8259 pin 10' -c 1"), Does.Contain("cannot go to CPU 1"));
        Assert.That(_interrupts.AllLines[3].Cpu, Is.Zero);
    }

    [Test]
    public void Help_NamesBothVerbs() => Assert.That(Run("intrctl --help"), Does.Contain("list").And.Contain("affinity").And.Contain("-c CPU"));

    [Test]
    public void List_KernelWithoutInterrupts_SaysSo()
    {
        ShellSession session = new(_terminal, _machine, new FakeLog());
        session.RunScript("intrctl list");
        Assert.That(_terminal.Output, Does.Contain("without device interrupts"));
    }

    private string Run(string script)
    {
        ShellSession session = new(_terminal, _machine, new FakeLog(), new ShellServices { Interrupts = _interrupts });
        session.RunScript(script);
        return _terminal.Output;
    }
}

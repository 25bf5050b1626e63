using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>A shell over doubles, new for each test.</summary>
internal abstract class ShellFixture
{
    private protected FakeTerminal Terminal { get; private set; } = new();

    private protected FakeMachine Machine { get; private set; } = new();

    private protected FakeLog Log { get; private set; } = new();

    private protected ShellSession Session { get; private set; } = null!;

    [SetUp]
    public void SetUp()
    {
        Terminal = new FakeTerminal();
        Machine = new FakeMachine();
        Log = new FakeLog();
        Session = new ShellSession(Terminal, Machine, Log);
    }

    /// <summary>Runs commands and returns what they printed.</summary>
    private protected string Run(string script)
    {
        Session.RunScript(script);
        return Terminal.Output;
    }
}

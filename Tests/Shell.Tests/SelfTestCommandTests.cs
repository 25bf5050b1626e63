using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CosmosNvme.Shell.SelfTests;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>The self-test command, and those of its checks that hold on any host with .NET.</summary>
[TestFixture]
internal sealed class SelfTestCommandTests : ShellFixture
{
    /// <summary>Needs the nucleus's counters and pinning, or would take the host's memory.</summary>
    private static readonly HashSet<string> s_machineOnly = ["pinned-threads", "out-of-memory", "parallel-for", "huge-array"];

    internal static IEnumerable<string> HostChecks() =>
        SelfTestCommand.Tests.Select(test => test.Name).Where(name => !s_machineOnly.Contains(name));

    [TestCaseSource(nameof(HostChecks))]
    public void Check_OnTheHost_Passes(string name)
    {
        SelfTest check = Array.Find(SelfTestCommand.Tests, test => test.Name == name)!;
        SelfTestContext context = new(FakeMachine.OfThisHost(), percent: 1, CancellationToken.None);

        Assert.That(() => check.Run(context), Throws.Nothing);
    }

    [Test]
    public void Execute_PassingCheck_PrintsOkWithTheTime()
    {
        string output = Run("selftest privilege-level regex");

        Assert.That(output, Does.Match(@"^ok privilege-level \(\d+ ms\)\nok regex \(\d+ ms\)\n2 passed, 0 failed\n$"));
        Assert.That(Session.LastStatus, Is.Zero);
    }

    [Test]
    public void Execute_FailingCheck_PrintsTheReasonAndFails()
    {
        Machine.PrivilegeLevel = 3;

        string output = Run("selftest privilege-level regex");

        Assert.That(output, Does.StartWith("FAILED privilege-level: the privilege level is 3\nok regex"));
        Assert.That(Session.LastStatus, Is.EqualTo(1));
    }

    [Test]
    public void Execute_UnknownCheck_IsAUsageError()
    {
        Assert.That(Run("selftest nonsense"), Does.Contain("there is no check 'nonsense'"));
        Assert.That(Session.LastStatus, Is.EqualTo(2));
    }

    [Test]
    public void Execute_List_NamesEveryCheckOnce()
    {
        string[] names = Run("selftest -l").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(names, Has.Length.EqualTo(SelfTestCommand.Tests.Length));
        Assert.That(SelfTestCommand.Tests.Select(test => test.Name), Is.Unique);
    }

    [Test]
    public void Execute_PanicOfTheNucleus_CrashesTheMachine()
    {
        Session.RunScript("selftest --panic nucleus-page-fault");

        Assert.That(Machine.Crashed, Is.True);
    }

    [Test]
    public void Execute_UnknownPanic_IsAUsageError()
    {
        Assert.That(Run("selftest --panic fire"), Does.Contain("there is no panic 'fire'"));
        Assert.That(Session.LastStatus, Is.EqualTo(2));
    }
}

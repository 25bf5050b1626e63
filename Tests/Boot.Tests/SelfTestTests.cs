using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>The managed checks of the machine, each as a test; one boot per number of CPUs runs them all.</summary>
[Category("Machine")]
[TestFixture(1)]
[TestFixture(2)]
[TestFixture(4)]
internal sealed class SelfTestTests(int cpus)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(TestScale.Pick(quick: 3, plain: 6, soak: 30));

    // The list of 'selftest -l'; a test below sees to it that none is forgotten.
    private static readonly string[] s_checks =
    [
        "exceptions", "exceptions-all-cpus", "stack-trace", "null-dereference", "divide-by-zero", "deep-recursion",
        "privilege-level", "parallel-for", "pinned-threads", "many-threads", "thread-pool", "wait-timeouts", "ping-pong", "concurrent-dictionary",
        "thread-sleep", "timer-wakeups", "async-timers", "stopwatch-all-cpus", "wall-clock",
        "console-write", "regex", "json", "deflate", "linq-and-numbers", "channels", "random", "files",
        "gc-stress", "gc-suspends-a-spinning-loop", "huge-array", "out-of-memory", "finalizers", "weak-references",
    ];

    private MachineResult _result = null!;

    [OneTimeSetUp]
    public void Boot()
    {
        int percent = TestScale.Pick(quick: 5, plain: 100, soak: 1000);
        _result = Boots.Run(new MachineProfile
        {
            Cpus = cpus,
            TimeLimit = s_limit,
            Exec = string.Create(CultureInfo.InvariantCulture, $"selftest -l; selftest -p {percent}"),
        });
    }

    [TestCaseSource(nameof(s_checks))]
    public void SelfTest_OnTheMachine_Passes(string name)
    {
        string[] lines = _result.Console.Split('\n');
        string? line = lines.FirstOrDefault(line => line.StartsWith($"ok {name} (", StringComparison.Ordinal) || line.StartsWith($"FAILED {name}:", StringComparison.Ordinal));
        Assert.That(line, Is.Not.Null, $"The check did not end. {_result}");
        Assert.That(line, Does.StartWith("ok "), $"{string.Join('\n', lines.SkipWhile(other => other != line).Take(30))}\n--- log\n{_result.Log}");
    }

    [Test]
    public void SelfTest_List_IsTheListOfTheseTests()
    {
        IEnumerable<string> listed = _result.Console.Split('\n').TakeWhile(line => !line.StartsWith("ok ", StringComparison.Ordinal) && !line.StartsWith("FAILED ", StringComparison.Ordinal))
            .Where(line => line.Contains("  ", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]);
        Assert.That(listed, Is.EquivalentTo(s_checks), _result.ToString());
    }

    [Test]
    public void SelfTest_Machine_EndsOrderly() => Assert.That(_result.Reason, Is.EqualTo(ExitReason.Orderly), _result.ToString());
}

using System;
using System.Linq;
using System.Text.RegularExpressions;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>
/// Many requests leave nothing behind in memory, on a queue of the test's own and on the driver's (Tests/Kernel.Tests/DataPath/GrowthTests.cs): a hundred million with
/// <c>--soak</c>.
/// </summary>
[Category("Load")]
internal sealed class GrowthTests
{
    private const long DiskBytes = 64L * 1024 * 1024;

    // Of 100,000 requests of each kind.
    private static int Percent => TestScale.Pick(quick: 10, plain: 100, soak: 50_000);

    [Test]
    public void Requests_Many_LeaveNothingBehind()
    {
        MachineProfile profile = new MachineProfile { Cpus = 2, Controllers = [new()], TimeLimit = TestScale.Pick(Boots.Limit, Boots.Limit, TimeSpan.FromHours(2)) }
            .WithBackings(_ => new NullBacking(DiskBytes));
        MachineResult result = Boots.RunOrderly(Boots.WithTests(profile, "GrowthTests", Percent));
        string[] lines = [.. Regex.Matches(result.Log, "growth: .*").Select(line => line.Value)];
        TestContext.Out.WriteLine(string.Join('\n', lines));
        Assert.That(lines, Has.Length.EqualTo(2), result.ToString());
        Assert.That(result.Console, Does.Contain("\n2 passed, 0 failed, "));
    }
}

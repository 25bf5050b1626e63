using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

/// <summary>Measuring with the real kernel: it works and counts; how fast it is says nothing here.</summary>
[Category("Boot")]
internal sealed class BenchSessionTests
{
    private const double Seconds = 0.1;

    // Linux is fetched, which takes a network; so in the long form only.
    private static bool HasLinux => Environment.GetEnvironmentVariable("COSMOS_TEST_MODE") == "soak";

    [Test]
    public async Task Run_RowsOfWhichOneFails_FindsFiguresCeilingsAndInstructionsOfTheOthers()
    {
        BenchCase wrong = new("guess", "randread", 4, 1);
        BenchPlan plan = new()
        {
            Cases = [wrong, .. BenchCase.Standard.Where(row => row is { BlockKibibytes: 4, Pattern: "randread" } and ({ Engine: "poll", Batch: 32 } or { Engine: "interrupt" or "file", Depth: 1 }))],
            Configurations = [new(1, IsFile: false)],
            Rounds = 2,
            Seconds = Seconds,
            WarmUp = Seconds / 2,
            HasLinux = HasLinux,
        };
        using StringWriter output = new();
        BenchResult result = await new BenchSession(plan, new BenchProgress(output, terminal: false, plan), CancellationToken.None).RunAsync();
        Assert.That(result.Rows.Select(row => row.Case), Is.EqualTo(plan.Cases.Skip(1)));
        Assert.That(result.Failures.Select(failure => failure.What), Is.EqualTo(new[] { $"{wrong.Name} (counting instructions)", $"{wrong.Name} ({BenchConfiguration.Reference.Name})" }), output.ToString());
        Assert.That(result.Failures.Select(failure => failure.Reason), Is.All.Contains("'guess' is none of"));
        Assert.That(result.Rows.Select(row => row.All.Count), Is.All.EqualTo(2));
        Assert.That(result.Rows.Select(row => row.Figures.RequestsPerSecond), Is.All.GreaterThan(100));
        Assert.That(result.Rows.Select(row => row.Instructions), Is.All.InRange(50, 1_000_000));
        Assert.That(result.Rows.First(row => row.Case.Engine == "interrupt").Instructions, Is.LessThan(3000), "where the thread sleeps for each request, only what that takes is counted");
        Assert.That(result.Rows.Select(row => row.Ceiling), Is.All.InRange(1000, 100_000_000));
        Assert.That(result.Rows.Select(row => row.HasLinux), Is.All.EqualTo(HasLinux));
        Assert.That(result.Boots?.Linux.Count ?? 0, Is.EqualTo(HasLinux ? 2 : 0));
    }
}

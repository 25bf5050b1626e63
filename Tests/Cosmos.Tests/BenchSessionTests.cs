using System;
using System.Linq;
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
    public async Task Run_PolledAndFileRows_FindsFiguresCeilingsAndInstructions()
    {
        BenchPlan plan = new()
        {
            Cases = [.. BenchCase.Standard.Where(row => row is { Engine: "poll", Batch: 32 } or { Engine: "file", Depth: 1, BlockKibibytes: 4 })],
            Configurations = [new(1, IsFile: false)],
            Rounds = 2,
            Seconds = Seconds,
            WarmUp = Seconds / 2,
            HasLinux = HasLinux,
        };
        BenchResult result = await BenchSession.RunAsync(plan);
        Assert.That(result.Rows.Select(row => row.Case), Is.EqualTo(plan.Cases));
        Assert.That(result.Rows.Select(row => row.All.Count), Is.All.EqualTo(2));
        Assert.That(result.Rows.Select(row => row.Figures.RequestsPerSecond), Is.All.GreaterThan(100));
        Assert.That(result.Rows.Select(row => row.Instructions), Is.All.InRange(50, 1_000_000));
        Assert.That(result.Rows.Select(row => row.Ceiling), Is.All.InRange(1000, 100_000_000));
        Assert.That(result.Rows.Select(row => row.HasLinux), Is.All.EqualTo(HasLinux));
        Assert.That(result.Boots?.Linux.Count ?? 0, Is.EqualTo(HasLinux ? 2 : 0));
    }
}

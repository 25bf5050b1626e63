using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

/// <summary>What the standard measurements make of what the shell printed.</summary>
internal sealed class BenchTests
{
    private const string Output = """
        {
          "runtime_ms": 1000, "cpu_busy_ns": 3000000, "interrupts": 4,
          "read": { "total_ios": 1000, "iops": 1000.5, "bw_bytes": 4098048, "lat_ns": { "percentile": { "50.000000": 1500, "99.000000": 2500 } } },
          "write": { "total_ios": 500, "iops": 500, "bw_bytes": 2048000, "lat_ns": { "percentile": { "50.000000": 9, "99.000000": 9 } } }
        }
        """;

    [Test]
    public void Parse_BothDirections_AreAddedAndTheMainOnesLatencyTaken() =>
        Assert.That(BenchFigures.Parse(Output), Is.EqualTo(new BenchFigures(1500.5, 6146048, 1500, 2500, 2000)));

    [TestCase("")]
    [TestCase("bench: there is no disk")]
    [TestCase("{")]
    public void Parse_NoJson_Throws(string text) => Assert.That(() => BenchFigures.Parse(text), Throws.InstanceOf<JsonException>());

    [TestCase(new double[] { 3, 1, 2 }, 2)]
    [TestCase(new double[] { 4, 1, 2, 3 }, 2.5)]
    [TestCase(new double[] { 7 }, 7)]
    public void MedianOf_Runs_IsTheMiddle(double[] rates, double expected)
    {
        List<BenchFigures> runs = [.. rates.Select(rate => new BenchFigures(rate, 2 * rate, 0, 0, 0))];
        Assert.That(BenchFigures.MedianOf(runs), Is.EqualTo(new BenchFigures(expected, 2 * expected, 0, 0, 0)));
    }

    [Test]
    public void Markdown_OfTwoRuns_HasMedianAndSpread()
    {
        BenchCase row = BenchCase.Standard[0];
        string text = new BenchTable([row], [[new(900, 9e6, 1000, 2000, 30), new(1100, 11e6, 3000, 4000, 50)]], cpus: 2).ToMarkdown();
        Assert.That(text, Does.Contain("2 CPUs, 2 runs").And.Contain($"| {row.Name} | 1,000 | 20 % | 10.0 | 2.0 | 3.0 | 40 |"));
    }
}

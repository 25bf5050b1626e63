using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

/// <summary>What the standard measurements make of what the systems printed and the host counted.</summary>
internal sealed class BenchTests
{
    private const string Output = """
        {
          "runtime_ms": 1000, "cpu_busy_ns": 4500000, "cpu_work_ns": 3000000, "interrupts": 4,
          "read": { "total_ios": 1000, "iops": 1000.5, "bw_bytes": 4098048, "lat_ns": { "percentile": { "50.000000": 1500, "99.000000": 2500 } } },
          "write": { "total_ios": 500, "iops": 500, "bw_bytes": 2048000, "lat_ns": { "percentile": { "50.000000": 9, "99.000000": 9 } } }
        }
        """;

    private const string FioOutput = """
        { "jobs": [ { "error": 0,
          "read": { "total_ios": 0, "iops": 0, "bw_bytes": 0, "clat_ns": { "min": 0 } },
          "write": { "total_ios": 500, "iops": 499.5, "bw_bytes": 2045952, "clat_ns": { "percentile": { "50.000000": 7000, "99.000000": 8000 } } }
        } ] }
        """;

    private static readonly BenchConfiguration s_machine = BenchConfiguration.Reference;

    [Test]
    public void Parse_BothDirections_AreAddedAndTheMainOnesLatencyTaken() =>
        Assert.That(BenchFigures.Parse(Output), Is.EqualTo(new BenchFigures(1500.5, 6146048, 1500, 2500, 2000)));

    [Test]
    public void ParseFio_Writing_TakesTheDirectionThatWorked() =>
        Assert.That(BenchFigures.ParseFio(FioOutput), Is.EqualTo(new BenchFigures(499.5, 2045952, 7000, 8000, 0)));

    [Test]
    public void ParseFio_JobThatFailed_Throws() =>
        Assert.That(() => BenchFigures.ParseFio(FioOutput.Replace("\"error\": 0", "\"error\": 5", StringComparison.Ordinal)), Throws.TypeOf<BenchException>().With.Message.Contains("error 5"));

    [TestCase("")]
    [TestCase("bench: there is no disk")]
    [TestCase("{")]
    public void Parse_NoJson_Throws(string text) => Assert.That(() => BenchFigures.Parse(text), Throws.InstanceOf<JsonException>());

    [TestCase("cosmos> bench -o json; echo\r\n{\r\n  \"a\": {}\r\n}\r\n@END", ExpectedResult = "{\r\n  \"a\": {}\r\n}")]
    [TestCase("{\n}\n@END", ExpectedResult = "{\n}")]
    [TestCase("bench: there is no {disk}\n", ExpectedResult = "")]
    public string Json_AmongOtherText_IsFound(string output) => BenchGuest.Json(output).TrimStart('\n');

    [TestCase(new double[] { 3, 1, 2 }, 2)]
    [TestCase(new double[] { 4, 1, 2, 3 }, 2.5)]
    [TestCase(new double[] { 7 }, 7)]
    public void MedianOf_Slices_IsTheMiddle(double[] rates, double expected)
    {
        List<BenchFigures> slices = [.. rates.Select(Figures)];
        Assert.That(BenchFigures.MedianOf(slices), Is.EqualTo(Figures(expected)));
    }

    [Test]
    public void Use_BetweenSamples_IsPerRequestAndInShares()
    {
        HostUse use = HostUse.Between(new HostSample(1000, 10, 5_000, 7_000, 100, 50), new HostSample(1200, 30, 105_000, 207_000, 75_100, 150));
        Assert.That(use, Is.EqualTo(new HostUse(0.1, 0.2, 1000, 2000)));
        Assert.That(use.IsUndisturbed, Is.True);
        Assert.That((use with { Steal = 0.11 }).IsUndisturbed, Is.False);
        Assert.That(use.Ceiling, Is.EqualTo(1_000_000));
    }

    [Test]
    public void Sample_LinesOfTheKernel_AreRead()
    {
        Assert.That(HostSample.ReadTicks("cpu  1 2 3 4 5 6 7 80 9 10"), Is.EqualTo((108, 80)));
        Assert.That(HostSample.ReadThread("123456 789 55\n"), Is.EqualTo((123456, 789)));
    }

    [Test]
    public void Row_DisturbedRound_IsDroppedOnBothSides()
    {
        // Linux's second way is the faster one; the round in which Linux was disturbed does not count.
        BenchRow row = Row([Round(1000, 200, 500), Round(900_000, 1, 2, steal: 0.5), Round(3000, 300, 600), Round(2000, 100, 1000)]);
        Assert.That(row.Disturbed, Is.EqualTo(1));
        Assert.That(row.Figures.RequestsPerSecond, Is.EqualTo(2000));
        Assert.That(row.BestWay, Is.EqualTo(1));
        Assert.That(row.LinuxFigures.RequestsPerSecond, Is.EqualTo(600));
        Assert.That(row.Ratios, Is.EqualTo(new[] { 2d, 2, 5 }));
        Assert.That(row.Ratio, Is.EqualTo(2));
    }

    [Test]
    public void Row_NothingButDisturbedRounds_ShowsThemAndSaysSo()
    {
        BenchResult result = Result([Row([Round(1000, 200, 500, steal: 0.5)])], hasLinux: true);
        Assert.That(BenchTable.Of(result)[1].Rows[0], Does.Contain("2.00").And.Contains("all"));
    }

    [Test]
    public void Tables_WithLinux_HaveMedianSpreadRatioAndVerdict()
    {
        BenchRow row = Row([Round(900, 300, 300), Round(1100, 200, 220)]);
        IReadOnlyList<BenchTable> tables = BenchTable.Of(Result([row], hasLinux: true));
        Assert.That(tables[0].ToMarkdown(), Does.Contain($"## {s_machine.Name}\n").And.Contain($"| {row.Case.Name} | direct queue | 1,000 | 20 % | 10.0 | 2.0 | 3.0 | 345 | 700 | 500,000 | 0 % |"));
        Assert.That(tables[1].ToMarkdown(), Does.Contain($"| {row.Case.Name} | direct queue | 1,000 | 260 | 31 % | {row.Case.LinuxJobs.Last().Name} | 4.00 | 3.00 | 5.00 | 3.5 | holds |\n"));
        Assert.That(tables[1].ToMarkdown(), Does.Contain("| boot to the shell, to Linux's first program |  | 0.50 s | 4.00 s | 50 % |  | 8.00 |").And.Contain("| short |"));
    }

    [Test]
    public void Report_Written_HasChartsWithEveryRow()
    {
        using TemporaryFolder folder = new();
        string charted = Directory.CreateDirectory(folder["charts"]).FullName;
        BenchResult result = Result([Row([Round(90_000, 300, 300)])], hasLinux: true);
        IReadOnlyList<(string Title, string File)> charts = BenchCharts.Write(result, charted);
        Assert.That(charts.Select(chart => chart.File), Is.EqualTo(new[] { "rates-1-null.svg", "ratios-1-null.svg" }));
        foreach ((_, string file) in charts)
        {
            Assert.That(string.Concat(File.ReadAllText(Path.Combine(charted, file)).Where(char.IsAsciiLetterOrDigit)), Does.Contain("depth32"));
        }

        Assert.That(BenchReport.ToMarkdown(result, BenchTable.Of(result), charts), Does.Contain("![").And.Contain("(ratios-1-null.svg)"));
        using JsonDocument json = JsonDocument.Parse(BenchReport.ToJson(result));
        Assert.That(json.RootElement.GetProperty("Rows")[0].GetProperty("Linux").GetProperty("Ratio").GetDouble(), Is.EqualTo(300));
    }

    [Test]
    public void LinuxJobs_OfEveryRow_DoTheSameJob()
    {
        foreach (BenchCase row in BenchCase.Standard)
        {
            string[] commands = [.. row.LinuxJobs.Select(job => job.Command(0.5, 0.3, 2))];
            Assert.That(commands, Is.Not.Empty.And.All.Contains($" --rw={row.Pattern} --bs={row.BlockKibibytes}k --iodepth={row.Depth} ").And.All.Contains("--runtime=500ms").And.All.Contains("--numjobs=2 "));
            Assert.That(commands.Select(command => command.Contains("--hipri", StringComparison.Ordinal)), Is.All.EqualTo(row.Engine == "poll"));
        }
    }

    [Test]
    public void Table_OneRoundOnAnotherMachine_HasNeitherSpreadNorBarNorInstructions()
    {
        BenchRow row = Row([Round(900, 300, 300)]) with { Configuration = new BenchConfiguration(2, IsFile: true), Instructions = null };
        IReadOnlyList<BenchTable> tables = BenchTable.Of(Result([row], hasLinux: true) with { Boots = null });
        Assert.That(tables[0].Columns, Is.EqualTo(new[] { "measurement", "face", "requests/s", "MB/s", "median µs", "99 % µs", "host CPU ns", "device could", "share" }));
        Assert.That(tables[1].Columns, Is.EqualTo(new[] { "measurement", "face", "requests/s", "Linux", "Linux's way", "ratio" }));
        Assert.That(tables.SelectMany(table => table.Rows).Select(cells => cells[1]), Is.All.EqualTo("direct queue"));
    }

    [TestCase(200, "measurement|face|requests/s|spread|MB/s|median µs|99 % µs|instructions|host CPU ns|device could|share")]
    [TestCase(120, "measurement|face|requests/s|median µs|instructions|share")]
    [TestCase(80, "measurement|requests/s|share")]
    [TestCase(40, "measurement|requests/s")]
    public void Narrow_ToATerminal_KeepsWhatMattersMost(int width, string columns)
    {
        BenchTable table = BenchTable.Of(Result([Row([Round(900, 300, 300), Round(1100, 200, 220)])], hasLinux: true))[0].Narrow(width);
        Assert.That(string.Join('|', table.Columns), Is.EqualTo(columns));
        Assert.That(table.Rows[0], Has.Count.EqualTo(table.Columns.Count));
    }

    [Test]
    public void Standard_Rows_AreTheWholeMatrix()
    {
        foreach ((string pattern, int size) in new[] { ("randread", 4), ("randwrite", 4), ("read", 128) })
        {
            foreach (string engine in new[] { "poll", "interrupt", "async" })
            {
                Assert.That(Depths(engine), Is.EqualTo(new[] { 1, 8, 32, 128 }), $"{engine}, {pattern}");
            }

            Assert.That(Depths("hybrid"), Is.EqualTo(size == 4 ? new[] { 1, 8, 32 } : [1]), pattern);
            Assert.That(Depths("file"), Is.EqualTo(new[] { 1 }), pattern);

            IEnumerable<int> Depths(string engine) => BenchCase.Standard.Where(row => row.Engine == engine && row.Pattern == pattern && row.BlockKibibytes == size).Select(row => row.Depth).Distinct();
        }

        Assert.That(BenchCase.Standard.Select(row => row.Name), Is.Unique);
    }

    [TestCase("poll", 8, " --iodepth=8 --numjobs=2 --batch=4 --cpus=0-1 ")]
    [TestCase("hybrid", 8, " --iodepth=1 --numjobs=16 --batch=1 --cpus=0-1 ")]
    public void Command_ForTwoCpus_HasAsManyRequestsOnTheirWayOnEach(string engine, int depth, string expected) =>
        Assert.That(BenchCase.Standard.First(row => row.Engine == engine && row.Depth == depth).Command(1, 0.3, 2), Does.Contain(expected));

    [Test]
    public void Bars_JobsOfQueues_StandAboveTheSameJobAwaited()
    {
        BenchCase[] bars = [.. BenchCase.Standard.Where(row => row.BelongsToBars)];
        Assert.That(bars.Where(row => row.Engine == "async"), Has.Exactly(7).Items);
        for (int index = 0; index < bars.Length; index++)
        {
            if (bars[index].Face == "direct queue")
            {
                BenchCase next = bars.Skip(index).First(row => row.Face != "direct queue");
                Assert.That((next.Face, next.Pattern, next.Depth, next.Bar), Is.EqualTo(("ValueTask", bars[index].Pattern, bars[index].Depth, (double?)null)));
            }
        }
    }

    [Test]
    public void Count_OneThatFailedAndOneThatNeverRan_LosesNoOther()
    {
        BenchCase[] cases = [.. BenchCase.Standard.Take(4)];
        InstructionCount count = InstructionCount.Read(cases, $"{Output}\n--- next ---\nbench: no queue\n--- next ---\n{Output}\n", "The kernel panicked.\nlines");
        Assert.That(count.PerRequest, Is.EqualTo(new double?[] { 2000, null, 2000, null }));
        Assert.That(count.Failures.Select(failure => failure.Summary), Is.EqualTo(new[] { $"{cases[1].Name} (counting instructions): bench: no queue", "counting instructions: The kernel panicked.\nlines" }));
    }

    [Test]
    public void Failure_WithALongConsole_IsShownByItsFirstAndLastLines()
    {
        string summary = new BenchFailure("row", string.Join("\e\r\n", Enumerable.Range(1, 100))).Summary;
        Assert.That(summary.Split('\n'), Has.Length.EqualTo(14));
        Assert.That(summary, Does.StartWith("row: 1\n...\n89\n").And.EndsWith("\n100"));
        BenchResult result = Result([Row([Round(900, 300, 300)])], hasLinux: true) with { Failures = [new BenchFailure("row", "why")] };
        Assert.That(BenchReport.ToMarkdown(result, [], []), Does.Contain("## What failed").And.Contain("row: why").And.Not.Contain("ended early"));
        Assert.That(BenchReport.ToMarkdown(result with { Plan = result.Plan with { Rounds = 2 } }, [], []), Does.Contain("ended early"));
    }

    [TestCase(false, "3 measurements of 1 s on 1 machine, 2 rounds: about 32 s.\nCounting instructions ...\n1 CPU, disk that takes no time: round 1 of 2; 24 s left\nbad\n")]
    [TestCase(true, "\r\e[K3 measurements of 1 s on 1 machine, 2 rounds: about 32 s.\n\r\e[KCounting instructions: 0 of 3\r\e[KCounting instructions: 2 of 3\r\e[K0 %, 24 s left: 1 CPU, 4 KiB randread, depth 1, poll\r\e[Kbad\n\r\e[K")]
    public void Progress_OfAPlanWithLinux_SaysHowLongItTakes(bool terminal, string expected)
    {
        BenchRow row = Row([Round(900, 300, 300), Round(900, 300, 300)]);
        using StringWriter output = new() { NewLine = "\n" };
        BenchProgress progress = new(output, terminal, Result([row], hasLinux: true).Plan with { Cases = [.. BenchCase.Standard.Take(3)], WarmUp = 0.4 });
        progress.Begin();
        progress.Counting(0);
        progress.Counting(2);
        progress.Round(s_machine, 1);
        progress.Measurement(s_machine, BenchCase.Standard[0]);
        progress.Say("bad");
        progress.End();
        Assert.That(output.ToString(), Is.EqualTo(expected));
    }

    [TestCase(89, ExpectedResult = "89 s")]
    [TestCase(91, ExpectedResult = "2 min")]
    [TestCase(9000, ExpectedResult = "2.5 h")]
    public string Duration_InSeconds_IsForPeople(double seconds) => BenchProgress.Duration(seconds);

    [Test]
    public void Disk_InTheHostsMemory_IsGoneWithThisProcessWhateverEndsIt()
    {
        using BenchDisk disk = new(new BenchConfiguration(1, IsFile: true));
        string path = ((BlockDriverBacking)disk.Backing).Options.Split("file.filename=")[1].Split(',')[0];
        using FileStream opened = File.OpenRead(path);
        Assert.That(opened.Length, Is.EqualTo(BenchDisk.Bytes));
        Assert.That(new FileInfo(path).ResolveLinkTarget(returnFinalTarget: false)!.FullName, Does.EndWith("(deleted)"));
    }

    private static BenchFigures Figures(double rate) => new(rate, 10_000 * rate, 2000, 3000, 40);

    private static BenchRound Round(double cosmos, double first, double second, double steal = 0) => new(
        new BenchSlice(Figures(cosmos), new HostUse(0, 0, 2000, 700)),
        [new BenchSlice(Figures(first), default), new BenchSlice(Figures(second), new HostUse(steal, 0, 0, 0))]);

    private static BenchRow Row(IReadOnlyList<BenchRound> rounds) =>
        new(BenchCase.Standard.First(row => row is { Engine: "poll", Depth: 32, Batch: 16 }), s_machine, rounds, Instructions: 345);

    private static BenchResult Result(IReadOnlyList<BenchRow> rows, bool hasLinux) => new(
        new BenchPlan { Cases = [.. rows.Select(row => row.Case)], Configurations = [s_machine], Rounds = rows[0].All.Count, Seconds = 1, WarmUp = 0, HasLinux = hasLinux },
        rows,
        hasLinux ? new BootTimes([0.4, 0.5, 0.6], [3, 4, 5]) : null,
        []);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>Writes what was found into artifacts/bench: report.md with its charts, and report.json.</summary>
internal static class BenchReport
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where it goes.</summary>
    internal static string Folder => Path.Combine(RepositoryPaths.Artifacts, "bench");

    /// <summary>Writes everything.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="tables">Its tables.</param>
    /// <returns>The JSON.</returns>
    internal static string Write(BenchResult result, IReadOnlyList<BenchTable> tables)
    {
        Directory.CreateDirectory(Folder);
        foreach (string old in Directory.EnumerateFiles(Folder, "*.svg"))
        {
            File.Delete(old);
        }

        IReadOnlyList<(string Title, string File)> charts = BenchCharts.Write(result, Folder);
        File.WriteAllText(Path.Combine(Folder, "report.md"), ToMarkdown(result, tables, charts));
        string json = ToJson(result);
        File.WriteAllText(Path.Combine(Folder, "report.json"), json);
        return json;
    }

    /// <summary>The report for people.</summary>
    internal static string ToMarkdown(BenchResult result, IReadOnlyList<BenchTable> tables, IReadOnlyList<(string Title, string File)> charts)
    {
        StringBuilder text = new();
        BenchPlan plan = result.Plan;
        text.Append(CultureInfo.InvariantCulture, $"# How fast the driver is in QEMU\n\nMedians of {plan.Rounds} round{(plan.Rounds == 1 ? "" : "s")} of {plan.Seconds:0.##} s each; spread is (most - least) / median. ");
        text.Append(CultureInfo.InvariantCulture, $"Taken {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC on a host with {Environment.ProcessorCount} CPUs. ");
        text.Append("docs/performance.md says what the columns are and how they were measured.\n\n");
        text.Append("Rows of one job stand together; they differ in the part of the driver's API: a queue of one's own, polled (poll) or by its interrupt (interrupt); ReadAsync and WriteAsync, awaited (async); ");
        text.Append("Read and Write of a thread that looks and then sleeps (hybrid); System.IO (file).\n");
        if (result.Rows.Sum(row => row.All.Count) < plan.Measurements)
        {
            text.Append("\nIt ended early, or something failed: rows are missing, or have fewer rounds.\n");
        }

        if (result.Failures.Count > 0)
        {
            text.Append("\n## What failed\n\n```text\n").AppendJoin("\n\n", result.Failures.Select(failure => failure.Summary)).Append("\n```\n");
        }

        foreach (BenchTable table in tables)
        {
            text.Append('\n').Append(table.ToMarkdown());
        }

        foreach ((string title, string file) in charts)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n![{title}]({file})\n");
        }

        return text.ToString();
    }

    /// <summary>All figures, those of single slices included.</summary>
    internal static string ToJson(BenchResult result) => JsonSerializer.Serialize(
        new
        {
            TakenUtc = DateTime.UtcNow,
            HostCpus = Environment.ProcessorCount,
            result.Plan.Rounds,
            result.Plan.Seconds,
            result.Boots,
            Failures = result.Failures.Select(failure => new { failure.What, failure.Reason }),
            Rows = result.Rows.Select(row => new
            {
                row.Case.Name,
                row.Case.Engine,
                row.Case.Face,
                row.Case.Pattern,
                row.Case.BlockKibibytes,
                row.Case.Depth,
                row.Case.Batch,
                row.Configuration.Cpus,
                Disk = row.Configuration.IsFile ? "file" : "null",
                Median = row.Figures,
                row.Spread,
                row.Instructions,
                row.CpuNanoseconds,
                row.Ceiling,
                Linux = row.HasLinux ? new { Way = row.Case.LinuxJobs.ElementAt(row.BestWay).Name, Median = row.LinuxFigures, row.Ratio, row.Ratios, row.Bar } : null,
                row.Disturbed,
                Slices = row.All,
            }),
        },
        s_indented);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Spectre.Console;

namespace CosmosNvme.Cosmos;

/// <summary>The result of the standard measurements, as table, Markdown and records for JSON.</summary>
internal sealed class BenchTable(IReadOnlyList<BenchCase> rows, IReadOnlyList<IReadOnlyCollection<BenchFigures>> figures, int cpus)
{
    private const int PipeWidth = 160;

    private static readonly string[] s_columns = ["measurement", "requests/s", "spread", "MB/s", "median µs", "99 % µs", "CPU ns/request"];

    /// <summary>Prints it for people.</summary>
    internal void Print()
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns([.. s_columns.Select((name, index) => index == 0 ? new TableColumn(name).NoWrap() : new TableColumn(name).RightAligned().NoWrap())]);
        foreach (string[] cells in Cells())
        {
            table.AddRow(cells.Select(Markup.Escape).ToArray());
        }

        // A pipe has no width; one row stays one line.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PipeWidth;
        }

        AnsiConsole.Write(table);
    }

    /// <summary>The same for a report.</summary>
    internal string ToMarkdown()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# How fast the driver is in QEMU\n\n{cpus} CPU{(cpus == 1 ? "" : "s")}, {figures[0].Count} run{(figures[0].Count == 1 ? "" : "s")}, medians; spread is (most - least) / median. ");
        text.Append("The disk takes no time (null-co), so this is the driver and the emulation of the controller.\n\n");
        text.Append("| " + string.Join(" | ", s_columns) + " |\n|" + string.Concat(s_columns.Select((_, index) => index == 0 ? "---|" : "--:|")) + "\n");
        foreach (string[] cells in Cells())
        {
            text.Append("| " + string.Join(" | ", cells) + " |\n");
        }

        return text.ToString();
    }

    /// <summary>The same for JSON.</summary>
    internal IEnumerable<object> ToRecords() => rows.Select((row, index) => new
    {
        row.Name,
        row.Engine,
        row.Pattern,
        row.BlockKibibytes,
        row.Depth,
        row.Batch,
        Cpus = cpus,
        Median = BenchFigures.MedianOf(figures[index]),
        Runs = figures[index],
    });

    private IEnumerable<string[]> Cells() => rows.Select((row, index) =>
    {
        BenchFigures median = BenchFigures.MedianOf(figures[index]);
        double spread = figures[index].Max(run => run.RequestsPerSecond) - figures[index].Min(run => run.RequestsPerSecond);
        return new[]
        {
            row.Name,
            Number(median.RequestsPerSecond, "#,0"),
            (median.RequestsPerSecond == 0 ? 0 : spread / median.RequestsPerSecond).ToString("0 %", CultureInfo.InvariantCulture),
            Number(median.BytesPerSecond / 1e6, "#,0.0"),
            Number(median.MedianNanoseconds / 1000, "#,0.0"),
            Number(median.TailNanoseconds / 1000, "#,0.0"),
            Number(median.BusyNanoseconds, "#,0"),
        };
    });

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

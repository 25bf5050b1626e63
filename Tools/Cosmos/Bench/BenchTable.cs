using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Spectre.Console;

namespace CosmosNvme.Cosmos;

/// <summary>A table of a report: for the terminal and for Markdown.</summary>
/// <param name="Title">What is above it.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The cells, row by row.</param>
internal sealed record BenchTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private const int PipeWidth = 220;

    // A blank on either side and one between.
    private const int ColumnGap = 3;

    private static readonly string[] s_own = ["measurement", "face", "requests/s", "spread", "MB/s", "median µs", "99 % µs", "instructions", "host CPU ns", "device could", "share"];
    private static readonly string[] s_compared = ["measurement", "face", "requests/s", "Linux", "its spread", "Linux's way", "ratio", "least", "most", "bar", "verdict", "dropped"];

    private static readonly string[] s_words = ["measurement", "face", "Linux's way"];
    private static readonly string[] s_leastImportant =
        ["host CPU ns", "spread", "its spread", "MB/s", "dropped", "most", "least", "Linux's way", "99 % µs", "device could", "median µs", "face", "instructions", "bar", "share", "verdict", "Linux"];

    /// <summary>All tables of a result.</summary>
    internal static IReadOnlyList<BenchTable> Of(BenchResult result)
    {
        List<BenchTable> tables = [];
        foreach (IGrouping<BenchConfiguration, BenchRow> rows in result.Rows.GroupBy(row => row.Configuration))
        {
            tables.Add(Make(rows.Key.Name, s_own, [.. rows.Select(OwnCells)]));
            if (result.Plan.HasLinux)
            {
                IEnumerable<IReadOnlyList<string>> boots = result.Boots is not null && rows.Key == result.Rows[0].Configuration ? [Cells(result.Boots)] : [];
                tables.Add(Make($"{rows.Key.Name}, compared with Linux", s_compared, [.. rows.Select(ComparedCells), .. boots]));
            }
        }

        return tables;
    }

    /// <summary>Prints it for people: as many columns as fit.</summary>
    internal void Print()
    {
        // A pipe has no width; one row stays one line.
        if (System.Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PipeWidth;
        }

        Narrow(AnsiConsole.Profile.Width).PrintAll();
    }

    /// <summary>The same without the columns that matter least, until it fits.</summary>
    /// <param name="width">Characters of a line.</param>
    internal BenchTable Narrow(int width)
    {
        BenchTable table = this;
        foreach (string name in s_leastImportant.TakeWhile(_ => table.Width > width))
        {
            int[] kept = [.. Enumerable.Range(0, table.Columns.Count).Where(column => table.Columns[column] != name)];
            table = table.With(kept);
        }

        return table;
    }

    private int Width => (Columns.Count * ColumnGap) + 1 + Enumerable.Range(0, Columns.Count).Sum(column => Rows.Select(cells => cells[column].Length).Append(Columns[column].Length).Max());

    private BenchTable With(int[] columns) =>
        this with { Columns = [.. columns.Select(column => Columns[column])], Rows = [.. Rows.Select(cells => (IReadOnlyList<string>)[.. columns.Select(column => cells[column])])] };

    private void PrintAll()
    {
        Table table = new() { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape(Title)) };
        table.AddColumns([.. Columns.Select(name => s_words.Contains(name) ? new TableColumn(name).NoWrap() : new TableColumn(name).RightAligned().NoWrap())]);
        foreach (IReadOnlyList<string> cells in Rows)
        {
            table.AddRow(cells.Select(Markup.Escape).ToArray());
        }

        AnsiConsole.Write(table);
    }

    /// <summary>The same for a report.</summary>
    internal string ToMarkdown()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"## {Title}\n\n");
        text.Append("| " + string.Join(" | ", Columns) + " |\n|" + string.Concat(Columns.Select(name => s_words.Contains(name) ? "---|" : "--:|")) + "\n");
        foreach (IReadOnlyList<string> cells in Rows)
        {
            text.Append("| " + string.Join(" | ", cells) + " |\n");
        }

        return text.ToString();
    }

    // Without columns that say nothing here, such as instructions, which are counted on one machine only.
    private static BenchTable Make(string title, string[] columns, IReadOnlyList<string>[] rows)
    {
        int[] kept = [.. Enumerable.Range(0, columns.Length).Where(column => rows.Any(cells => cells[column].Length > 0))];
        return new BenchTable(title, columns, rows).With(kept);
    }

    private static string[] OwnCells(BenchRow row)
    {
        BenchFigures figures = row.Figures;
        return
        [
            row.Case.Name,
            row.Case.Face,
            Number(figures.RequestsPerSecond, "#,0"),
            row.Rounds.Count > 1 ? Number(row.Spread, "0 %") : "",
            Number(figures.BytesPerSecond / 1e6, "#,0.0"),
            Number(figures.MedianNanoseconds / 1000, "#,0.0"),
            Number(figures.TailNanoseconds / 1000, "#,0.0"),
            row.Instructions is double instructions ? Number(instructions, "#,0") : "",
            Number(row.CpuNanoseconds, "#,0"),
            Number(row.Ceiling, "#,0"),
            row.Ceiling == 0 ? "" : Number(figures.RequestsPerSecond / row.Ceiling, "0 %"),
        ];
    }

    private static string[] ComparedCells(BenchRow row) =>
    [
        row.Case.Name,
        row.Case.Face,
        Number(row.Figures.RequestsPerSecond, "#,0"),
        Number(row.LinuxFigures.RequestsPerSecond, "#,0"),
        row.Rounds.Count > 1 ? Number(row.LinuxSpread, "0 %") : "",
        row.Case.LinuxJobs.ElementAt(row.BestWay).Name,
        Number(row.Ratio, "0.00"),
        row.Rounds.Count > 1 ? Number(row.Ratios[0], "0.00") : "",
        row.Rounds.Count > 1 ? Number(row.Ratios[^1], "0.00") : "",
        row.Bar is double bar ? Number(bar, "0.0") : "",
        Verdict(row.Ratio, row.Bar),
        row.Disturbed == 0 ? "" : row.Disturbed == row.All.Count ? "all" : Number(row.Disturbed, "0"),
    ];

    // Seconds instead of rates, so that the ratio is upside down.
    private static string[] Cells(BootTimes boots) =>
    [
        "boot to the shell, to Linux's first program",
        "",
        Number(BenchFigures.Median(boots.Cosmos), "0.00 s"),
        Number(BenchFigures.Median(boots.Linux), "0.00 s"),
        boots.Linux.Count > 1 ? Number((boots.Linux[^1] - boots.Linux[0]) / BenchFigures.Median(boots.Linux), "0 %") : "",
        "",
        Number(boots.Ratio, "0.00"),
        boots.Linux.Count > 1 ? Number(boots.Linux[0] / boots.Cosmos[^1], "0.00") : "",
        boots.Linux.Count > 1 ? Number(boots.Linux[^1] / boots.Cosmos[0], "0.00") : "",
        Number(BootTimes.Bar, "0.0"),
        Verdict(boots.Ratio, BootTimes.Bar),
        "",
    ];

    private static string Verdict(double ratio, double? bar) => bar is null ? "" : ratio >= bar ? "holds" : "short";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

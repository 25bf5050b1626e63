using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace CosmosNvme.Cosmos;

/// <summary>Draws what was found.</summary>
internal static class BenchCharts
{
    private const int Width = 1000;
    private const int HeightOfFrame = 130;
    private const int HeightOfSeries = 20;
    private const float LeftMargin = 330;
    private const float LabelSize = 10;
    private const float LineWidth = 2;
    private const double GroupShare = 0.8;
    private const string Font = "DejaVu Sans";

    private static readonly Color s_cosmos = Color.FromHex("#3465a4");
    private static readonly Color s_linux = Color.FromHex("#f0a30a");
    private static readonly Color s_bar = Color.FromHex("#cc0000");
    private static readonly Color s_ceiling = Color.FromHex("#d3d7cf");

    /// <summary>Draws all charts into a folder.</summary>
    /// <returns>Their titles, and their files' names in it.</returns>
    internal static IReadOnlyList<(string Title, string File)> Write(BenchResult result, string folder)
    {
        List<(string Title, string File)> charts = [];
        foreach (IGrouping<BenchConfiguration, BenchRow> group in result.Rows.GroupBy(row => row.Configuration))
        {
            BenchRow[] rows = [.. group];
            string name = string.Create(CultureInfo.InvariantCulture, $"{group.Key.Cpus}-{(group.Key.IsFile ? "file" : "null")}");
            Add(Rates(rows, result.Plan.HasLinux), $"Requests per second, {group.Key.Name}", $"rates-{name}.svg", rows.Length * (result.Plan.HasLinux ? 3 : 2));
            if (result.Plan.HasLinux)
            {
                Add(Ratios(rows), $"Times as fast as Linux, {group.Key.Name}", $"ratios-{name}.svg", rows.Length * 2);
            }
        }

        return charts;

        void Add(Plot plot, string title, string file, int series)
        {
            plot.Title(title);
            plot.SaveSvg(Path.Combine(folder, file), Width, HeightOfFrame + (series * HeightOfSeries));
            charts.Add((title, file));
        }
    }

    private static Plot Rates(BenchRow[] rows, bool hasLinux)
    {
        Plot plot = Prepare(rows);

        // On a scale of powers of ten: rows lie far apart.
        plot.Axes.Bottom.Label.Text = "requests per second, logarithmic";
        plot.Axes.Bottom.Label.FontSize = LabelSize + 1;
        plot.Axes.Bottom.Label.Bold = false;
        List<(string Name, Color Color, Func<BenchRow, double> Value)> series = [("CosmosNvme", s_cosmos, row => row.Figures.RequestsPerSecond)];
        if (hasLinux)
        {
            series.Add(("Linux", s_linux, row => row.LinuxFigures.RequestsPerSecond));
        }

        series.Add(("the emulated device could", s_ceiling, row => row.Ceiling));
        double least = Math.Floor(rows.SelectMany(row => series.Select(one => Logarithm(one.Value(row)))).Where(value => value > 0).DefaultIfEmpty(0).Min());
        double size = GroupShare / series.Count;
        foreach (((string name, Color color, Func<BenchRow, double> value), int place) in series.Select((one, place) => (one, place)))
        {
            Bar[] bars = [.. rows.Select((row, index) => new Bar
            {
                Position = -index + (GroupShare / 2) - (size * (place + 0.5)),
                Value = Math.Max(Logarithm(value(row)), least),
                ValueBase = least,
                Size = size,
                FillColor = color,
                LineWidth = 0,
                Label = $" {Short(value(row))}",
            })];
            Add(plot, bars, name);
        }

        NumericAutomatic ticks = new() { IntegerTicksOnly = true, LabelFormatter = value => Short(Math.Pow(10, value)) };
        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.SetLimitsX(least, rows.SelectMany(row => series.Select(one => Logarithm(one.Value(row)))).Max() + 0.4);
        return plot;
    }

    private static Plot Ratios(BenchRow[] rows)
    {
        Plot plot = Prepare(rows);
        Bar[] bars = [.. rows.Select((row, index) => new Bar
        {
            Position = -index,
            Value = row.Ratio,
            Size = GroupShare / 2,
            FillColor = s_cosmos,
            LineWidth = 0,
            Label = string.Create(CultureInfo.InvariantCulture, $" {row.Ratio:0.00}"),
        })];
        Add(plot, bars, "median");
        foreach ((BenchRow row, int index) in rows.Select((row, index) => (row, index)))
        {
            plot.Add.Line(row.Ratios[0], -index - 0.25, row.Ratios[^1], -index - 0.25).Color = Colors.Gray;
            if (row.Bar is double bar)
            {
                ScottPlot.Plottables.LinePlot line = plot.Add.Line(bar, -index - (GroupShare / 2), bar, -index + (GroupShare / 2));
                line.Color = s_bar;
                line.LineWidth = LineWidth;
            }
        }

        plot.Add.VerticalLine(1, LineWidth, s_linux);
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = "Linux", LineColor = s_linux, LineWidth = LineWidth });
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = "bar", LineColor = s_bar, LineWidth = LineWidth });
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = "from the least to the most", LineColor = Colors.Gray, LineWidth = LineWidth });
        plot.Axes.SetLimitsX(0, rows.Max(row => Math.Max(row.Ratios[^1], row.Bar ?? 0)) * 1.1);
        return plot;
    }

    private static void Add(Plot plot, Bar[] bars, string name)
    {
        ScottPlot.Plottables.BarPlot added = plot.Add.Bars(bars);
        added.Horizontal = true;
        added.ValueLabelStyle.FontSize = LabelSize;
        added.LegendText = name;
    }

    private static Plot Prepare(BenchRow[] rows)
    {
        Plot plot = new();
        plot.Font.Set(Font);
        NumericManual names = new();
        for (int index = 0; index < rows.Length; index++)
        {
            names.AddMajor(-index, rows[index].Case.Name);
        }

        plot.Axes.Left.TickGenerator = names;
        plot.Axes.Left.MinimumSize = LeftMargin;
        plot.Axes.SetLimitsY(-rows.Length + 0.4, 0.6);
        plot.HideGrid();
        plot.ShowLegend(Edge.Bottom);
        return plot;
    }

    private static double Logarithm(double value) => value < 1 ? 0 : Math.Log10(value);

    private static string Short(double value) => value switch
    {
        >= 1e6 => (value / 1e6).ToString("0.##M", CultureInfo.InvariantCulture),
        >= 1e3 => (value / 1e3).ToString("0.#k", CultureInfo.InvariantCulture),
        _ => value.ToString("0", CultureInfo.InvariantCulture),
    };
}

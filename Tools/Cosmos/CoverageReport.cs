using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>Writes what tests ran of the product: a table of the assemblies, and the files where the most is missing.</summary>
internal static class CoverageReport
{
    private const int WorstFiles = 20;
    private const int RangesPerFile = 6;

    /// <summary>Writes both tables.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="data">What was measured.</param>
    internal static void Write(TextWriter output, CoverageData data)
    {
        (string Assembly, string File, IReadOnlyDictionary<int, bool> Lines)[] files = [.. data.Files.Where(file => file.Lines.Count > 0)];
        output.WriteLine();
        if (files.Length == 0)
        {
            output.WriteLine("coverage: nothing was measured");
            return;
        }

        output.WriteLine("Assembly                  lines      run  percent");
        foreach (IGrouping<string, (string, string, IReadOnlyDictionary<int, bool> Lines)> assembly in files.GroupBy(file => file.Assembly).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            WriteSum(output, assembly.Key, assembly.Select(file => file.Lines));
        }

        WriteSum(output, "all", files.Select(file => file.Lines));
        WriteWorst(output, files.Select(file => (file.File, file.Lines)));
    }

    private static void WriteSum(TextWriter output, string name, IEnumerable<IReadOnlyDictionary<int, bool>> files)
    {
        bool[] lines = [.. files.SelectMany(file => file.Values)];
        int run = lines.Count(line => line);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22} {lines.Length,8} {run,8} {Percent(run, lines.Length),7:0.0} %"));
    }

    private static void WriteWorst(TextWriter output, IEnumerable<(string File, IReadOnlyDictionary<int, bool> Lines)> files)
    {
        (string File, int Missing, IReadOnlyDictionary<int, bool> Lines)[] worst =
        [
            .. files
                .Select(file => (file.File, Missing: file.Lines.Values.Count(line => !line), file.Lines))
                .Where(file => file.Missing > 0)
                .OrderByDescending(file => file.Missing)
                .ThenBy(file => file.File, StringComparer.Ordinal)
                .Take(WorstFiles),
        ];
        if (worst.Length == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Lines that no test ran, most first");
        foreach ((string file, int missing, IReadOnlyDictionary<int, bool> lines) in worst)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{missing,5} of {lines.Count,-5} {file}: {Ranges(lines)}"));
        }
    }

    // Neighbours are those with no run line between them: comments and braces do not count.
    private static string Ranges(IReadOnlyDictionary<int, bool> lines)
    {
        List<(int First, int Last)> ranges = [];
        bool isOpen = false;
        foreach ((int number, bool run) in lines.OrderBy(line => line.Key))
        {
            if (!run && isOpen)
            {
                ranges[^1] = (ranges[^1].First, number);
            }
            else if (!run)
            {
                ranges.Add((number, number));
            }

            isOpen = !run;
        }

        IEnumerable<string> texts = ranges.Take(RangesPerFile).Select(range =>
            range.First == range.Last ? range.First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}"));
        return string.Join(", ", texts) + (ranges.Count > RangesPerFile ? ", ..." : "");
    }

    private static double Percent(int part, int whole) => 100.0 * part / whole;
}

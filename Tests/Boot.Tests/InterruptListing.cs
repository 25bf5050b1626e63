using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>What <c>intrctl list</c> printed: id, a count for each CPU with a star where it goes to, names.</summary>
internal static class InterruptListing
{
    /// <summary>The rows of the last list.</summary>
    internal static ListedInterrupt[] Last(MachineResult result) => All(result).Last();

    /// <summary>A row of the last list.</summary>
    internal static ListedInterrupt Row(MachineResult result, string id) => Last(result).Single(row => row.Id == id);

    /// <summary>The rows of every list, in order.</summary>
    internal static IEnumerable<ListedInterrupt[]> All(MachineResult result)
    {
        string[] lines = result.Console.Split('\n');
        int[] headings = [.. Enumerable.Range(0, lines.Length).Where(index => lines[index].StartsWith("interrupt id ", StringComparison.Ordinal))];
        Assert.That(headings, Is.Not.Empty, result.ToString());
        return headings.Select(heading => Read(result, lines[heading], lines.Skip(heading + 1)));
    }

    private static ListedInterrupt[] Read(MachineResult result, string heading, IEnumerable<string> lines)
    {
        int[] ends = [.. Regex.Matches(heading, "CPU[0-9]+").Select(match => match.Index + match.Length)];
        int names = heading.IndexOf("device name(s)", StringComparison.Ordinal);
        int spurious = lines.TakeWhile(line => !line.StartsWith("spurious ", StringComparison.Ordinal)).Count();
        ListedInterrupt[] rows = [.. lines.Take(1 + spurious).Select(line => Parse(line, ends, names))];
        Assert.That(rows.TakeLast(2).Select(row => row.Id), Is.EqualTo(new[] { "unhandled", "spurious" }), result.Console);
        return rows;
    }

    // A count ends where its heading ends.
    private static ListedInterrupt Parse(string line, int[] ends, int names)
    {
        string padded = line.PadRight(names);
        int idEnd = padded.LastIndexOf(' ', ends[0] - 1);
        long[] counts = [.. ends.Select((end, cpu) => long.Parse(padded[(cpu == 0 ? idEnd : ends[cpu - 1] + 1)..end], CultureInfo.InvariantCulture))];
        return new ListedInterrupt(padded[..idEnd].TrimEnd(), counts, Array.FindIndex(ends, end => padded[end] == '*'), padded[names..]);
    }
}

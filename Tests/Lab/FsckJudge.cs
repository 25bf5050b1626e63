using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace CosmosNvme.Lab;

/// <summary>Reads what fsck.fat says after a power cut, and keeps what FAT's design does not excuse (docs/storage.md lists what it does).</summary>
public static partial class FsckJudge
{
    /// <summary>Checks a volume; changes nothing.</summary>
    /// <param name="image">File with the volume.</param>
    /// <returns>What fsck.fat prints.</returns>
    public static string Check(string image)
    {
        (_, string output, string errors) = ToolRunner.Run("fsck.fat", "-n", "-v", image);
        return output + errors;
    }

    /// <summary>The kinds of what fsck.fat finds that FAT's design excuses.</summary>
    /// <param name="output">The output of fsck.fat -n -v.</param>
    public static IEnumerable<string> Findings(string output) => Excused().Matches(output).Select(match => match.Value.Trim()).Distinct();

    /// <summary>What is left to complain about.</summary>
    /// <param name="output">The output of fsck.fat -n -v.</param>
    /// <param name="isRename">Tells whether one of two files may just have been given the name of the other.</param>
    public static IReadOnlyList<string> Complaints(string output, Func<string, string, bool> isRename)
    {
        List<string> complaints = [];
        HashSet<string> shared = [];
        string[] lines = [.. output.Split('\n').Select(line => line.TrimEnd())];
        for (int index = 0; index < lines.Length; index++)
        {
            string line = lines[index];
            if (Harmless().IsMatch(line) || (line.StartsWith('/') && index + 1 < lines.Length))
            {
                continue;
            }

            if (line.Trim() == "share clusters." && index >= 2)
            {
                string first = lines[index - 2].Replace("  and", string.Empty, StringComparison.Ordinal).Trim();
                string second = lines[index - 1].Trim();
                shared.Add(second);
                if (isRename(first, second))
                {
                    continue;
                }
            }

            // What fsck.fat makes of the second of two names in passing.
            if (ChainGone().IsMatch(line) && index >= 1 && shared.Contains(lines[index - 1].Trim()))
            {
                continue;
            }

            complaints.Add($"fsck.fat: {(index > 0 && lines[index - 1].StartsWith('/') ? lines[index - 1] + ": " : string.Empty)}{line.Trim()}");
        }

        return complaints;
    }

    // The header; the volume was in use; the tables differ where one was being written; clusters nobody leads to; a number of free ones that
    // was not brought up to date; clusters behind the end of a file; a long name whose short one is in the next sector.
    [GeneratedRegex("^($|fsck\\.fat |Checking |Boot sector contents:|System ID|Media byte|First FAT starts|Data area starts|Root directory start| *\\d+ |\\d+ sectors/track|Leaving filesystem|" +
        "Dirty bit is set|  *Automatically removing|There are differences between boot sector|This is mostly harmless|  \\d+:|  Not automatically|" +
        "FATs differ but appear to be intact|  Using first FAT|Reclaimed \\d+ unused clusters?|Free cluster summary wrong|  Auto-correcting|" +
        "  File size is \\d+ bytes, cluster chain length is > \\d+ bytes|  Truncating |Orphaned long file name part|  Auto-deleting|Long filename fragment |Unfinished long file name|A new long file name starts|Wrong checksum for long file name|  \\(Maybe |  \\(Short name |  \\(LFN |  \\(Start may have|  Not auto-correcting|/.*\\d+ files, \\d+/\\d+ clusters)")]
    private static partial Regex Harmless();

    [GeneratedRegex("Dirty bit is set|There are differences between boot sector|FATs differ|Reclaimed|Free cluster summary wrong|cluster chain length is >|Orphaned long file name part|Long filename fragment|Unfinished long file name|Wrong checksum for long file name|share clusters")]
    private static partial Regex Excused();

    [GeneratedRegex("^  File size is \\d+ bytes, cluster chain length is 0 bytes")]
    private static partial Regex ChainGone();
}

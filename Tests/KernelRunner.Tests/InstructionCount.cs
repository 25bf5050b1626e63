using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>Instructions of a request that goes one way, or the most that it may take.</summary>
/// <param name="Way">How it is made.</param>
/// <param name="Depth">Requests at once.</param>
/// <param name="Submit">Up to the doorbell.</param>
/// <param name="Complete">From then on.</param>
internal sealed record InstructionCount(string Way, int Depth, long Submit, long Complete)
{
    private const string TableHead = "| Way | Depth | Submit: ceiling | Complete: ceiling |";

    /// <summary>Reads one from a line of four fields.</summary>
    internal static InstructionCount Parse(string line, char separator)
    {
        string[] fields = [.. line.Split(separator).Select(field => field.Trim())];
        return new InstructionCount(fields[0], Number(fields[1]), Number(fields[2]), Number(fields[3]));
    }

    /// <summary>Reads the table of ceilings of docs/performance.md.</summary>
    internal static IReadOnlyList<InstructionCount> ReadCeilings(string page) =>
    [
        .. page.Split('\n')
            .SkipWhile(line => !line.StartsWith(TableHead, System.StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => Parse(line.Trim('|', ' '), '|')),
    ];

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}

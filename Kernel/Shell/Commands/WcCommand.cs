using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CosmosNvme.Shell.Commands;

/// <summary>Counts lines, words and bytes.</summary>
internal sealed class WcCommand : FileCommand
{
    private const int PieceBytes = 64 * 1024;
    private const int StandardWidth = 7;

    /// <inheritdoc/>
    internal override string Name => "wc";

    /// <inheritdoc/>
    internal override string Summary => "Count lines, words and bytes";

    /// <inheritdoc/>
    internal override string Arguments => "[-l] [-w] [-c] [FILE|-]...";

    /// <inheritdoc/>
    internal override string Details =>
        "  -l  lines\n" +
        "  -w  words\n" +
        "  -c  bytes\n" +
        "Without any of these, all three.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool[] wanted = new bool[3];
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            wanted[option switch { "-l" or "--lines" => 0, "-w" or "--words" => 1, "-c" or "--bytes" => 2, _ => throw OptionReader.Unknown(option) }] = true;
        }

        wanted = wanted.Contains(true) ? wanted : [true, true, true];
        List<(string Name, long[] Counts)> rows = [];
        IReadOnlyList<string> names = options.Operands.Count == 0 ? ["-"] : options.Operands;
        int status = ForEach(context, names, name =>
        {
            using InputFile file = InputFile.Open(context, name);
            rows.Add((options.Operands.Count == 0 ? string.Empty : name, Count(context, file)));
        });
        if (names.Count > 1)
        {
            rows.Add(("total", [rows.Sum(row => row.Counts[0]), rows.Sum(row => row.Counts[1]), rows.Sum(row => row.Counts[2])]));
        }

        // As GNU: as wide as the largest number, but standard input, whose size is not known before, 7.
        int width = wanted.Count(value => value) == 1 && names.Count == 1 ? 1
            : names.Contains("-") ? StandardWidth
            : rows.Count == 0 ? 1 : rows[^1].Counts.Max().ToString(CultureInfo.InvariantCulture).Length;
        foreach ((string name, long[] counts) in rows)
        {
            IEnumerable<string> cells = counts.Where((_, index) => wanted[index]).Select(count => count.ToString(CultureInfo.InvariantCulture).PadLeft(width));
            context.Output.WriteLine($"{string.Join(' ', cells)}{(name.Length > 0 ? " " : string.Empty)}{name}");
        }

        return status;
    }

    private static long[] Count(CommandContext context, InputFile file)
    {
        long[] counts = new long[3];
        byte[] piece = new byte[PieceBytes];
        bool inWord = false;
        int read;
        while ((read = file.ReadSome(piece)) > 0)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            counts[2] += read;
            foreach (byte value in piece.AsSpan(0, read))
            {
                counts[0] += value == '\n' ? 1 : 0;
                bool isSpace = value is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');
                counts[1] += !isSpace && !inWord ? 1 : 0;
                inWord = !isSpace;
            }
        }

        return counts;
    }
}

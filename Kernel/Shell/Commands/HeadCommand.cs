using System;
using System.Collections.Generic;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints the beginning of files.</summary>
internal sealed class HeadCommand : FileCommand
{
    private const long DefaultLines = 10;
    private const int PieceBytes = 64 * 1024;

    /// <inheritdoc/>
    internal override string Name => "head";

    /// <inheritdoc/>
    internal override string Summary => "Print the beginning of files";

    /// <inheritdoc/>
    internal override string Arguments => "[-n LINES] [-c BYTES] [FILE|-]...";

    /// <inheritdoc/>
    internal override string Details =>
        "  -n LINES  so many lines (10)\n" +
        "  -c BYTES  so many bytes";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        long lines = DefaultLines;
        long? bytes = null;
        OptionReader options = new(WithCountSpelledOut(context.Arguments));
        while (options.Next() is string option)
        {
            switch (option)
            {
                case "-n" or "--lines":
                    lines = options.Number();
                    break;
                case "-c" or "--bytes":
                    bytes = options.Number();
                    break;
                default:
                    throw OptionReader.Unknown(option);
            }
        }

        IReadOnlyList<string> names = options.Operands.Count == 0 ? ["-"] : options.Operands;
        bool isFirst = true;
        return ForEach(context, names, name =>
        {
            using InputFile file = InputFile.Open(context, name);
            if (names.Count > 1)
            {
                context.Output.WriteLine($"{(isFirst ? string.Empty : "\n")}==> {name} <==");
                isFirst = false;
            }

            if (bytes is long count)
            {
                PrintBytes(context, file, count);
            }
            else
            {
                PrintLines(context, file, lines);
            }
        });
    }

    private static void PrintBytes(CommandContext context, InputFile file, long count)
    {
        byte[] piece = new byte[PieceBytes];
        while (count > 0)
        {
            int read = file.Fill(piece, (int)Math.Min(piece.Length, count));
            context.WriteBytes(piece.AsSpan(0, read));
            count = read == 0 ? 0 : count - read;
        }
    }

    private static void PrintLines(CommandContext context, InputFile file, long count)
    {
        byte[] piece = new byte[PieceBytes];
        int read;
        while (count > 0 && (read = file.ReadSome(piece)) > 0)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            int end = 0;
            while (end < read && count > 0)
            {
                int feed = Array.IndexOf(piece, (byte)'\n', end, read - end);
                end = feed < 0 ? read : feed + 1;
                count -= feed < 0 ? 0 : 1;
            }

            context.WriteBytes(piece.AsSpan(0, end));
        }
    }
}

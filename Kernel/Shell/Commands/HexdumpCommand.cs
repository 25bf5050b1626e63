using System;
using System.Globalization;
using System.Text;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints bytes as hexdump(1) does: by default two-byte words in hexadecimal, with -C bytes and characters.</summary>
internal sealed class HexdumpCommand : ShellCommand
{
    private const int BytesPerLine = 16;
    private const int PieceLength = 64 * 1024;

    /// <inheritdoc/>
    internal override string Name => "hexdump";

    /// <inheritdoc/>
    internal override string Summary => "Print the bytes of a file in hexadecimal";

    /// <inheritdoc/>
    internal override string Arguments => "[-C] [-v] [-n LENGTH] [-s OFFSET] [FILE|-]";

    /// <inheritdoc/>
    internal override string Details =>
        "  -C          bytes and their characters instead of two-byte words\n" +
        "  -n LENGTH   no more than so many bytes (4096, 0x1000, 4K)\n" +
        "  -s OFFSET   skip so many bytes first\n" +
        "  -v          print repeated lines too, instead of one '*'\n" +
        "Without a file, or with -, standard input.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool canonical = false;
        bool everyLine = false;
        long length = long.MaxValue;
        long offset = 0;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            switch (option)
            {
                case "-C" or "--canonical":
                    canonical = true;
                    break;
                case "-v" or "--no-squeezing":
                    everyLine = true;
                    break;
                case "-n" or "--length":
                    length = options.Number();
                    break;
                case "-s" or "--skip":
                    offset = options.Number();
                    break;
                default:
                    throw OptionReader.Unknown(option);
            }
        }

        if (options.Operands.Count > 1)
        {
            throw new UsageException("one file at a time");
        }

        using InputFile file = InputFile.Open(context, options.Operands.Count == 0 ? "-" : options.Operands[0]);
        file.Skip(offset);
        Dump(context, file, offset, length, canonical, everyLine);
        return 0;
    }

    private static void Dump(CommandContext context, InputFile file, long offset, long length, bool canonical, bool everyLine)
    {
        // A disk gives large pieces as fast as small ones; a person at the keyboard wants every line when it is full.
        byte[] piece = new byte[file.CanSeek ? PieceLength : BytesPerLine];
        int filled = 0;
        int used = 0;
        Span<byte> previous = stackalloc byte[BytesPerLine];
        bool hasPrevious = false;
        bool squeezing = false;
        long position = offset;
        while (length > 0)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            if (used == filled)
            {
                filled = file.Fill(piece, (int)Math.Min(piece.Length, length));
                used = 0;
            }

            int count = Math.Min(BytesPerLine, filled - used);
            if (count == 0)
            {
                break;
            }

            ReadOnlySpan<byte> line = piece.AsSpan(used, count);
            used += count;

            if (hasPrevious && !everyLine && count == BytesPerLine && line.SequenceEqual(previous))
            {
                if (!squeezing)
                {
                    context.Output.WriteLine('*');
                }

                squeezing = true;
            }
            else
            {
                squeezing = false;
                context.Output.WriteLine(canonical ? FormatCanonical(position, line) : FormatWords(position, line));
            }

            line.CopyTo(previous);
            hasPrevious = count == BytesPerLine;
            position += count;
            length -= count;
        }

        if (position > offset)
        {
            context.Output.WriteLine(position.ToString(canonical ? "x8" : "x7", CultureInfo.InvariantCulture));
        }
    }

    private static string FormatWords(long position, ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(position.ToString("x7", CultureInfo.InvariantCulture));
        for (int index = 0; index < BytesPerLine; index += 2)
        {
            if (index < bytes.Length)
            {
                int high = index + 1 < bytes.Length ? bytes[index + 1] : 0;
                text.Append(' ').Append(((high << 8) | bytes[index]).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append("     ");
            }
        }

        return text.ToString();
    }

    private static string FormatCanonical(long position, ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(position.ToString("x8", CultureInfo.InvariantCulture));
        text.Append(' ');
        for (int index = 0; index < BytesPerLine; index++)
        {
            text.Append(index == BytesPerLine / 2 ? "  " : " ");
            text.Append(index < bytes.Length ? bytes[index].ToString("x2", CultureInfo.InvariantCulture) : "  ");
        }

        text.Append("  |");
        foreach (byte value in bytes)
        {
            text.Append(value is >= 0x20 and < 0x7F ? (char)value : '.');
        }

        return text.Append('|').ToString();
    }
}

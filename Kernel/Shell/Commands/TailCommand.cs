using System;
using System.Collections.Generic;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints the end of files.</summary>
internal sealed class TailCommand : PartCommand
{
    /// <inheritdoc/>
    internal override string Name => "tail";

    /// <inheritdoc/>
    internal override string Summary => "Print the end of files";

    /// <inheritdoc/>
    internal override string Arguments => "[-n [+]LINES] [-c [+]BYTES] [FILE|-]...";

    /// <inheritdoc/>
    internal override string Details =>
        "  -n LINES   the last lines (10); with +, from that line on\n" +
        "  -c BYTES   the last bytes; with +, from that byte on";

    /// <inheritdoc/>
    private protected override void Print(CommandContext context, InputFile file, Amount amount)
    {
        if (amount.IsFrom)
        {
            PrintFrom(context, file, Math.Max(amount.Count - 1, 0), amount.IsBytes);
        }
        else
        {
            PrintLast(context, file, amount.Count, amount.IsBytes);
        }
    }

    private static void PrintFrom(CommandContext context, InputFile file, long left, bool isBytes)
    {
        byte[] piece = new byte[PieceBytes];
        int read;
        while ((read = file.ReadSome(piece)) > 0)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            int start = 0;
            while (start < read && left > 0)
            {
                int feed = isBytes ? start : Array.IndexOf(piece, (byte)'\n', start, read - start);
                start = feed < 0 ? read : feed + 1;
                left -= feed < 0 ? 0 : 1;
            }

            context.WriteBytes(piece.AsSpan(start, read - start));
        }
    }

    // Pieces that hold more than enough of the end are kept; those before them are forgotten.
    private static void PrintLast(CommandContext context, InputFile file, long count, bool isBytes)
    {
        Queue<byte[]> pieces = new();
        long units = 0;
        byte[] piece = new byte[PieceBytes];
        int read;
        while ((read = file.ReadSome(piece)) > 0)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            byte[] copy = piece[..read];
            pieces.Enqueue(copy);
            units += Units(copy, isBytes);
            while (pieces.Count > 1 && units - Units(pieces.Peek(), isBytes) > count)
            {
                units -= Units(pieces.Dequeue(), isBytes);
            }
        }

        byte[] all = [.. Join(pieces)];
        int start = all.Length;
        for (long left = count; start > 0 && left > 0; left--)
        {
            // The line feed at the very end belongs to the last line.
            int before = start - 1;
            start = isBytes ? before : before == 0 ? 0 : Array.LastIndexOf(all, (byte)'\n', before - 1) + 1;
        }

        context.WriteBytes(all.AsSpan(start));
    }

    private static long Units(byte[] piece, bool isBytes) => isBytes ? piece.Length : piece.AsSpan().Count((byte)'\n');

    private static IEnumerable<byte> Join(Queue<byte[]> pieces)
    {
        foreach (byte[] piece in pieces)
        {
            foreach (byte value in piece)
            {
                yield return value;
            }
        }
    }
}

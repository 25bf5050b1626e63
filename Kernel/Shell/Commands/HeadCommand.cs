using System;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints the beginning of files.</summary>
internal sealed class HeadCommand : PartCommand
{
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
    private protected override void Print(CommandContext context, InputFile file, Amount amount)
    {
        if (amount.IsBytes)
        {
            PrintBytes(context, file, amount.Count);
        }
        else
        {
            PrintLines(context, file, amount.Count);
        }
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

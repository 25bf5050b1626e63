using System;
using System.Collections.Generic;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints files byte for byte.</summary>
internal sealed class CatCommand : ShellCommand
{
    private const int PieceLength = 256 * 1024;

    /// <inheritdoc/>
    internal override string Name => "cat";

    /// <inheritdoc/>
    internal override string Summary => "Print files, one after the other";

    /// <inheritdoc/>
    internal override string Arguments => "[FILE|-]...";

    /// <inheritdoc/>
    internal override string Details => "Without a file, or with -, standard input.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            // -u asks for unbuffered output, which this is.
            if (option != "-u")
            {
                throw OptionReader.Unknown(option);
            }
        }

        int status = 0;
        byte[] piece = new byte[PieceLength];
        IReadOnlyList<string> names = options.Operands.Count == 0 ? ["-"] : options.Operands;
        foreach (string name in names)
        {
            try
            {
                Print(context, name, piece);
            }
            catch (CommandFailedException exception)
            {
                context.Complain($"{Name}: {exception.Message}");
                status = ExitStatus.Failed;
            }
        }

        return status;
    }

    private static void Print(CommandContext context, string name, byte[] piece)
    {
        using InputFile file = InputFile.Open(context, name);
        int count;
        while ((count = file.ReadSome(piece)) > 0)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            context.WriteBytes(piece.AsSpan(0, count));
        }
    }
}

using System;
using System.Collections.Generic;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints SHA-256 digests as sha256sum(1) does.</summary>
internal sealed class Sha256SumCommand : ShellCommand
{
    // Large enough for a disk to show its speed.
    private const int PieceLength = 1024 * 1024;

    /// <inheritdoc/>
    internal override string Name => "sha256sum";

    /// <inheritdoc/>
    internal override string Summary => "Print SHA-256 digests of files";

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
            // -b and -t mean the same here as on Linux: nothing.
            if (option is not ("-b" or "-t" or "--binary" or "--text"))
            {
                throw OptionReader.Unknown(option);
            }
        }

        int status = 0;
        IReadOnlyList<string> names = options.Operands.Count == 0 ? ["-"] : options.Operands;
        foreach (string name in names)
        {
            try
            {
                context.Output.WriteLine($"{Digest(context, name)}  {name}");
            }
            catch (CommandFailedException exception)
            {
                context.Complain($"{Name}: {exception.Message}");
                status = ExitStatus.Failed;
            }
        }

        return status;
    }

    private static string Digest(CommandContext context, string name)
    {
        using InputFile file = InputFile.Open(context, name);
        Sha256 hash = new();
        byte[] piece = new byte[PieceLength];
        int count;
        while ((count = file.Fill(piece, piece.Length)) > 0)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            hash.Append(piece.AsSpan(0, count));
        }

        Span<byte> digest = stackalloc byte[Sha256.DigestLength];
        hash.Finish(digest);
        return Convert.ToHexStringLower(digest);
    }
}

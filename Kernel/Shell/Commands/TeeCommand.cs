using System;
using System.Collections.Generic;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Copies standard input to standard output and to files.</summary>
internal sealed class TeeCommand : FileCommand
{
    private const int PieceBytes = 64 * 1024;

    /// <inheritdoc/>
    internal override string Name => "tee";

    /// <inheritdoc/>
    internal override string Summary => "Copy standard input to standard output and files";

    /// <inheritdoc/>
    internal override string Arguments => "[-a] FILE...";

    /// <inheritdoc/>
    internal override string Details => "  -a  behind what is in the files";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool append = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            append = option is "-a" or "--append" ? true : throw OptionReader.Unknown(option);
        }

        List<(string Name, OpenFileStream Stream)> files = [];
        try
        {
            FileAccessModes modes = FileAccessModes.Write | FileAccessModes.Create | (append ? FileAccessModes.Append : FileAccessModes.Truncate);
            int status = ForEach(context, options.Operands, name => files.Add((name, new OpenFileStream(Open(context, name, modes)))));
            byte[] piece = new byte[PieceBytes];
            int read;
            while ((read = context.Input.Read(piece, 0, piece.Length)) > 0)
            {
                context.Interrupted.ThrowIfCancellationRequested();
                context.WriteBytes(piece.AsSpan(0, read));
                foreach ((_, OpenFileStream stream) in files)
                {
                    stream.Write(piece, 0, read);
                }
            }

            return status;
        }
        finally
        {
            files.ForEach(file => file.Stream.Dispose());
        }
    }
}

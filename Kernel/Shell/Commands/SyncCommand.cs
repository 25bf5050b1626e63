using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Makes durable what was written.</summary>
internal sealed class SyncCommand : FileCommand
{
    /// <inheritdoc/>
    internal override string Name => "sync";

    /// <inheritdoc/>
    internal override string Summary => "Make durable what was written";

    /// <inheritdoc/>
    internal override string Arguments => "[FILE]...";

    /// <inheritdoc/>
    internal override string Details => "Without a file, all that was written to any.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader options = new(context.Arguments);
        if (options.Next() is string option)
        {
            throw OptionReader.Unknown(option);
        }

        if (options.Operands.Count == 0)
        {
            Check(context.Storage.Files.Flush(), "not everything is on its disk");
            return 0;
        }

        return ForEach(context, options.Operands, path =>
        {
            using OpenFile file = Open(context, path, FileAccessModes.Read);
            Check(file.Flush(dataOnly: false), $"error syncing '{path}'");
        });
    }
}

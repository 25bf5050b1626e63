namespace CosmosNvme.Shell.Commands;

/// <summary>Removes empty directories.</summary>
internal sealed class RmdirCommand : FileCommand
{
    /// <inheritdoc/>
    internal override string Name => "rmdir";

    /// <inheritdoc/>
    internal override string Summary => "Remove empty directories";

    /// <inheritdoc/>
    internal override string Arguments => "[-p] DIRECTORY...";

    /// <inheritdoc/>
    internal override string Details => "  -p  those above it too, as the path names them";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool parents = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            parents = option is "-p" or "--parents" ? true : throw OptionReader.Unknown(option);
        }

        if (options.Operands.Count == 0)
        {
            throw new UsageException("say which directory");
        }

        return ForEach(context, options.Operands, path =>
        {
            for (string name = path; name.Trim('/').Length > 0; name = name.TrimEnd('/').Contains('/') ? ParentOf(name) : string.Empty)
            {
                Check(context.Storage.Files.Remove(name, isDirectory: true), $"failed to remove '{name}'");
                if (!parents)
                {
                    return;
                }
            }
        });
    }
}

using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Makes symbolic links.</summary>
internal sealed class LnCommand : FileCommand
{
    /// <inheritdoc/>
    internal override string Name => "ln";

    /// <inheritdoc/>
    internal override string Summary => "Make symbolic links";

    /// <inheritdoc/>
    internal override string Arguments => "-s [-f] [-v] TARGET LINK";

    /// <inheritdoc/>
    internal override string Details =>
        "  -s  a symbolic link; no file system here has others\n" +
        "  -f  in place of what is there\n" +
        "  -v  say what is made";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool symbolic = false;
        bool replaces = false;
        bool verbose = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            symbolic |= option is "-s" or "--symbolic";
            replaces |= option is "-f" or "--force";
            verbose |= option is "-v" or "--verbose";
            if (option is not ("-s" or "--symbolic" or "-f" or "--force" or "-v" or "--verbose"))
            {
                throw OptionReader.Unknown(option);
            }
        }

        if (options.Operands.Count != 2)
        {
            throw new UsageException("say where the link leads, and its name");
        }

        string target = options.Operands[0];
        string link = options.Operands[1];
        link = Find(context, link)?.Kind == FileKind.Directory ? Join(link, NameOf(target)) : link;
        if (!symbolic)
        {
            throw new CommandFailedException($"failed to create hard link '{link}' => '{target}': {FileStatus.Of(FileError.NotPermitted).Message} (no file system here has hard links; use -s)");
        }

        if (replaces && Find(context, link, follow: false) is not null)
        {
            Check(context.Storage.Files.Remove(link, isDirectory: false), $"cannot remove '{link}'");
        }

        Check(context.Storage.Files.CreateSymbolicLink(link, target), $"failed to create symbolic link '{link}'");
        if (verbose)
        {
            context.Output.WriteLine($"'{link}' -> '{target}'");
        }

        return 0;
    }
}

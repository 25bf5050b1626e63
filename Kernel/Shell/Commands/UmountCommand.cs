using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Undoes mounts.</summary>
internal sealed class UmountCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "umount";

    /// <inheritdoc/>
    internal override string Summary => "Take file systems out of the tree";

    /// <inheritdoc/>
    internal override string Arguments => "DIRECTORY|DEVICE...";

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
            throw new UsageException("say which directory or device");
        }

        int status = 0;
        foreach (string name in options.Operands)
        {
            FileStatus result = context.Storage.Files.Unmount(name);
            if (!result.IsSuccess)
            {
                context.Complain($"{Name}: {name}: {result.Message}");
                status = ExitStatus.Failed;
            }
        }

        return status;
    }
}

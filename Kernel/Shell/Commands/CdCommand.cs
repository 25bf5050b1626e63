using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Changes the working directory: there is one, which programs of this kernel see too.</summary>
internal sealed class CdCommand : FileCommand
{
    private string? _previous;

    /// <inheritdoc/>
    internal override string Name => "cd";

    /// <inheritdoc/>
    internal override string Summary => "Change the directory that relative paths begin at";

    /// <inheritdoc/>
    internal override string Arguments => "[DIRECTORY|-]";

    /// <inheritdoc/>
    internal override string Details => "Without a directory, the root; '-' is the one before.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader options = new(context.Arguments);
        if (options.Next() is string option)
        {
            throw OptionReader.Unknown(option);
        }

        if (options.Operands.Count > 1)
        {
            throw new UsageException("one directory at most");
        }

        VirtualFileSystem files = context.Storage.Files;
        string before = files.WorkingDirectory;
        string target = options.Operands.Count == 0 ? "/" : options.Operands[0];
        bool goesBack = target == "-";
        if (goesBack)
        {
            target = _previous ?? throw new CommandFailedException("there is no directory before this one");
        }

        Check(files.SetWorkingDirectory(target), $"cannot change to '{target}'");
        _previous = before;
        if (goesBack)
        {
            context.Output.WriteLine(files.WorkingDirectory);
        }

        return 0;
    }
}

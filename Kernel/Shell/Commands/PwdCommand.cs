namespace CosmosNvme.Shell.Commands;

/// <summary>Prints the working directory.</summary>
internal sealed class PwdCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "pwd";

    /// <inheritdoc/>
    internal override string Summary => "Print the directory that relative paths begin at";

    /// <inheritdoc/>
    internal override string Arguments => string.Empty;

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader.ExpectNone(context.Arguments);
        context.Output.WriteLine(context.Storage.Files.WorkingDirectory);
        return 0;
    }
}

namespace CosmosNvme.Shell.Commands;

/// <summary>Clears the terminal.</summary>
internal sealed class ClearCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "clear";

    /// <inheritdoc/>
    internal override string Summary => "Clear the terminal";

    /// <inheritdoc/>
    internal override string Arguments => string.Empty;

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader.ExpectNone(context.Arguments);

        // ECMA-48: cursor to the first place, erase all of the page.
        context.Output.Write("\u001b[H\u001b[2J");
        return 0;
    }
}

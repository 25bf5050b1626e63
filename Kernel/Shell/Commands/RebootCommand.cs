namespace CosmosNvme.Shell.Commands;

/// <summary>Ends the shell and resets the machine.</summary>
internal sealed class RebootCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "reboot";

    /// <inheritdoc/>
    internal override string Summary => "Reset the machine";

    /// <inheritdoc/>
    internal override string Arguments => string.Empty;

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader.ExpectNone(context.Arguments);
        context.Session.End(ShellOutcome.Reboot);
        return 0;
    }
}

namespace CosmosNvme.Shell.Commands;

/// <summary>Ends the shell and switches the machine off.</summary>
internal sealed class PowerOffCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "poweroff";

    /// <inheritdoc/>
    internal override string Summary => "Switch the machine off";

    /// <inheritdoc/>
    internal override string Arguments => string.Empty;

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader.ExpectNone(context.Arguments);
        context.Session.End(ShellOutcome.PowerOff);
        return 0;
    }
}

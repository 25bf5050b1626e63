namespace CosmosNvme.Shell.Commands;

/// <summary>Does nothing but return its status: true and false.</summary>
internal sealed class StatusCommand(string name, int status) : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => name;

    /// <inheritdoc/>
    internal override string Summary => status == 0 ? "Do nothing, successfully" : "Do nothing, unsuccessfully";

    /// <inheritdoc/>
    internal override string Arguments => string.Empty;

    /// <inheritdoc/>
    internal override int Execute(CommandContext context) => status;
}

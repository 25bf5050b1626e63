namespace CosmosNvme.Shell;

/// <summary>What the user of a shell wants to happen to the machine after it.</summary>
public enum ShellOutcome
{
    /// <summary>Switch it off: asked for, or the commands are done.</summary>
    PowerOff,

    /// <summary>Reset it.</summary>
    Reboot,
}

namespace CosmosNvme.Nvme;

/// <summary>CSTS: how the controller is. NVMe Base 1.4 §3.1.6.</summary>
/// <param name="Value">The register.</param>
internal readonly record struct ControllerStatus(uint Value)
{
    internal static readonly BitField ReadyField = new(0, 1);
    internal static readonly BitField FatalField = new(1, 1);
    internal static readonly BitField ShutdownField = new(2, 2);
    internal static readonly BitField SubsystemResetField = new(4, 1);
    internal static readonly BitField PausedField = new(5, 1);

    /// <summary>SHST: power may go away.</summary>
    internal const uint ShutdownIsComplete = 2;

    /// <summary>What a register reads as when no device answers: PCIe completes the read with all ones.</summary>
    internal bool IsGone => Value == uint.MaxValue;

    /// <summary>RDY: the controller takes commands.</summary>
    internal bool IsReady => ReadyField.IsSet(Value);

    /// <summary>CFS: a fatal error; only a reset helps.</summary>
    internal bool IsFatal => FatalField.IsSet(Value);

    /// <summary>SHST is 2: power may go away.</summary>
    internal bool IsShutDown => ShutdownField.Get(Value) == ShutdownIsComplete;

    /// <summary>NSSRO: the NVM subsystem was reset since this bit was last cleared.</summary>
    internal bool SubsystemWasReset => SubsystemResetField.IsSet(Value);

    /// <summary>PP: processing of commands is paused.</summary>
    internal bool IsPaused => PausedField.IsSet(Value);
}

using System;

namespace CosmosNvme.Lab;

/// <summary>One thing that QEMU's NVMe controller held against the driver.</summary>
/// <param name="Name">QEMU's name of the trace event.</param>
/// <param name="Text">What the event says besides its name: command, status, offset ...</param>
public readonly record struct JudgeEvent(string Name, string Text)
{
    /// <summary>How the names of events begin that report what the specification leaves undefined.</summary>
    public const string UndefinedBehaviourPrefix = "pci_nvme_ub_";

    /// <summary>How the names of events begin that report an error: a command with another status than success, a bad register value.</summary>
    public const string ErrorPrefix = "pci_nvme_err_";

    /// <summary>Whether the driver did what the specification leaves undefined.</summary>
    public bool IsUndefinedBehaviour => Name.StartsWith(UndefinedBehaviourPrefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text.Length == 0 ? Name : $"{Name} {Text}";
}

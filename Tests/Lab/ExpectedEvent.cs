using System;

namespace CosmosNvme.Lab;

/// <summary>An error event that a test provokes on purpose. Undefined behaviour can never be expected.</summary>
public sealed record ExpectedEvent
{
    /// <summary>Makes a declaration.</summary>
    /// <param name="name">QEMU's name of the event: <c>pci_nvme_err_</c>...; one, not a pattern.</param>
    /// <param name="reason">Why the event belongs to this machine.</param>
    /// <exception cref="ArgumentException">The name is not that of an error event, or there is no reason.</exception>
    public ExpectedEvent(string name, string reason)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        if (!name.StartsWith(JudgeEvent.ErrorPrefix, StringComparison.Ordinal) || name.Contains('*', StringComparison.Ordinal))
        {
            throw new ArgumentException($"Only the full name of a {JudgeEvent.ErrorPrefix} event can be expected, not '{name}'.", nameof(name));
        }

        Name = name;
        Reason = reason;
    }

    /// <summary>QEMU's name of the event.</summary>
    public string Name { get; }

    /// <summary>Why it belongs to this machine.</summary>
    public string Reason { get; }
}

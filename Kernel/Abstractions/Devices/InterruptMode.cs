namespace CosmosNvme.Abstractions;

/// <summary>How a device says that there is something to do.</summary>
public enum InterruptMode
{
    /// <summary>Not at all: somebody looks again and again.</summary>
    None,

    /// <summary>By a wire that it shares with other devices, level-triggered: INTx, or the wire's emulation on PCI Express.</summary>
    Pin,

    /// <summary>By messages to one address with consecutive data (MSI).</summary>
    Msi,

    /// <summary>By messages that are free in address and data each (MSI-X).</summary>
    MsiX,
}

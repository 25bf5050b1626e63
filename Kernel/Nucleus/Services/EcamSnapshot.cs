namespace CosmosNvme.Nucleus;

/// <summary>Memory-mapped configuration space of a range of PCI buses. Blittable.</summary>
public struct EcamSnapshot
{
    /// <summary>Physical address that bus 0 of the segment would have.</summary>
    public ulong Base;

    /// <summary>PCI segment group.</summary>
    public ushort Segment;

    /// <summary>First bus, inclusive.</summary>
    public byte FirstBus;

    /// <summary>Last bus, inclusive.</summary>
    public byte LastBus;
}

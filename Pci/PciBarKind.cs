namespace CosmosNvme.Pci;

/// <summary>Which address space a BAR decodes (PCI 3.0 §6.2.5.1).</summary>
public enum PciBarKind
{
    /// <summary>I/O ports.</summary>
    Io,

    /// <summary>Memory below 4 GiB.</summary>
    Memory32,

    /// <summary>Memory below 1 MiB (a type of old devices).</summary>
    MemoryBelow1MiB,

    /// <summary>Memory anywhere; the BAR takes two registers.</summary>
    Memory64,

    /// <summary>The expansion ROM: memory below 4 GiB with an enable bit of its own.</summary>
    Rom,
}

namespace CosmosNvme.Pci;

/// <summary>Layout of the first 64 bytes (Header Type register, 0Eh, bits 6:0).</summary>
public enum PciHeaderKind : byte
{
    /// <summary>An ordinary function: six BARs.</summary>
    Function = 0,

    /// <summary>A bridge between PCI buses: two BARs, bus numbers, windows.</summary>
    Bridge = 1,

    /// <summary>A CardBus bridge.</summary>
    CardBus = 2,
}

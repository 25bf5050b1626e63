namespace CosmosNvme.Pci;

/// <summary>What a function is (Class Code register, 09h; PCI Code and ID Assignment Specification).</summary>
/// <param name="Base">Base class, like 01h for mass storage.</param>
/// <param name="Sub">Sub-class, like 08h for non-volatile memory.</param>
/// <param name="Interface">Programming interface, like 02h for NVM Express.</param>
public readonly record struct PciClass(byte Base, byte Sub, byte Interface)
{
    /// <summary>An NVM Express I/O controller.</summary>
    public static PciClass Nvme => new(0x01, 0x08, 0x02);

    /// <summary>True for a host bridge of any interface.</summary>
    public bool IsHostBridge => Base == 0x06 && Sub == 0x00;

    /// <summary>Base class and sub-class as one number, like 0108h.</summary>
    public ushort BaseAndSub => (ushort)((Base << 8) | Sub);

    /// <inheritdoc/>
    public override string ToString() => $"{Base:x2}{Sub:x2}{Interface:x2}";
}

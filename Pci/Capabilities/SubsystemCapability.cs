namespace CosmosNvme.Pci;

/// <summary>Subsystem ids of a bridge (PCI-to-PCI Bridge 1.2 §3.2.5.20).</summary>
public sealed class SubsystemCapability : PciCapability
{
    internal const int Bytes = 8;

    private const int VendorRegister = 4;
    private const int IdRegister = 6;

    internal SubsystemCapability(PciFunction function, int offset)
        : base(function, CapabilityId.Subsystem, offset, version: 0)
    {
        VendorId = Read16(VendorRegister);
        SubsystemId = Read16(IdRegister);
    }

    /// <summary>Maker of the board.</summary>
    public ushort VendorId { get; }

    /// <summary>The board maker's number.</summary>
    public ushort SubsystemId { get; }
}

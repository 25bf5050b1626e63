namespace CosmosNvme.Lab;

/// <summary>QEMU's two PC boards.</summary>
public enum MachineType
{
    /// <summary>ICH9: PCI Express, ECAM.</summary>
    Q35,

    /// <summary>i440FX: conventional PCI only.</summary>
    Pc,
}

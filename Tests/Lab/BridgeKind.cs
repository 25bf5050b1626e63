namespace CosmosNvme.Lab;

/// <summary>What leads from one PCI bus to another.</summary>
public enum BridgeKind
{
    /// <summary>A PCI Express root port: one slot, hot-plug. q35 only.</summary>
    RootPort,

    /// <summary>A bridge to conventional PCI, below a conventional bus: pc, or below <see cref="ExpressToPci"/>.</summary>
    Pci,

    /// <summary>A bridge from PCI Express to conventional PCI. q35 only.</summary>
    ExpressToPci,

    /// <summary>The upper end of a PCI Express switch; stands behind a root port.</summary>
    SwitchUpstream,

    /// <summary>A lower port of a PCI Express switch; stands behind its upper end.</summary>
    SwitchDownstream,

    /// <summary>A second root of PCI Express, with buses of its own. q35 only.</summary>
    SecondRoot,
}

namespace CosmosNvme.Pci;

/// <summary>Power states that software can choose (PCI Bus Power Management 1.2 §3.2.4).</summary>
public enum PciPowerState
{
    /// <summary>Working.</summary>
    D0 = 0,

    /// <summary>Light sleep.</summary>
    D1 = 1,

    /// <summary>Deeper sleep.</summary>
    D2 = 2,

    /// <summary>Off but for configuration space.</summary>
    D3Hot = 3,
}

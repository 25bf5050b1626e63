namespace CosmosNvme.Nvme;

/// <summary>What setting a feature does besides what it is for, and what the feature belongs to. NVMe Base 2.0 §5.16.1, figure "FID Supported and Effects Data Structure".</summary>
/// <param name="Value">The dword.</param>
public readonly record struct FeatureEffects(uint Value)
{
    internal static readonly BitField SupportedField = new(0, 1);
    internal static readonly BitField ContentField = new(1, 1);
    internal static readonly BitField NamespaceCapabilityField = new(2, 1);
    internal static readonly BitField NamespaceInventoryField = new(3, 1);
    internal static readonly BitField ControllerCapabilityField = new(4, 1);
    internal static readonly BitField UuidField = new(19, 1);
    internal static readonly BitField ScopeField = new(20, 12);

    /// <summary>FSUPP: the controller has the feature.</summary>
    public bool IsSupported => SupportedField.IsSet(Value);

    /// <summary>UDCC: it may change the contents of blocks.</summary>
    public bool ChangesContent => ContentField.IsSet(Value);

    /// <summary>NCC: it may change the capabilities of a namespace.</summary>
    public bool ChangesNamespaceCapabilities => NamespaceCapabilityField.IsSet(Value);

    /// <summary>NIC: it may change which namespaces there are.</summary>
    public bool ChangesNamespaceInventory => NamespaceInventoryField.IsSet(Value);

    /// <summary>CCC: it may change the capabilities of the controller.</summary>
    public bool ChangesControllerCapabilities => ControllerCapabilityField.IsSet(Value);

    /// <summary>Bit 19: it takes a UUID index.</summary>
    public bool TakesUuid => UuidField.IsSet(Value);

    /// <summary>FSP: what has a value of its own, a bit each: 0 namespace, 1 controller, 2 NVM set, 3 endurance group, 4 domain, 5 subsystem.</summary>
    public int Scope => (int)ScopeField.Get(Value);
}

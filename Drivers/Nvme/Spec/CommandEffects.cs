namespace CosmosNvme.Nvme;

/// <summary>What a command does besides what it is for. NVMe Base 1.4 §5.14.1.5, figure "Commands Supported and Effects Data Structure".</summary>
/// <param name="Value">The dword.</param>
public readonly record struct CommandEffects(uint Value)
{
    internal static readonly BitField SupportedField = new(0, 1);
    internal static readonly BitField ContentField = new(1, 1);
    internal static readonly BitField NamespaceCapabilityField = new(2, 1);
    internal static readonly BitField NamespaceInventoryField = new(3, 1);
    internal static readonly BitField ControllerCapabilityField = new(4, 1);
    internal static readonly BitField RestrictionField = new(16, 3);
    internal static readonly BitField UuidField = new(19, 1);

    /// <summary>CSUPP: the controller has the command.</summary>
    public bool IsSupported => SupportedField.IsSet(Value);

    /// <summary>LBCC: it may change the contents of blocks.</summary>
    public bool ChangesContent => ContentField.IsSet(Value);

    /// <summary>NCC: it may change the capabilities of a namespace.</summary>
    public bool ChangesNamespaceCapabilities => NamespaceCapabilityField.IsSet(Value);

    /// <summary>NIC: it may change which namespaces there are.</summary>
    public bool ChangesNamespaceInventory => NamespaceInventoryField.IsSet(Value);

    /// <summary>CCC: it may change the capabilities of the controller.</summary>
    public bool ChangesControllerCapabilities => ControllerCapabilityField.IsSet(Value);

    /// <summary>CSE: 1 no other command for the same namespace, 2 no other command at all while it runs; 0 no restriction.</summary>
    public int Restriction => (int)RestrictionField.Get(Value);

    /// <summary>Bit 19: it takes a UUID index.</summary>
    public bool TakesUuid => UuidField.IsSet(Value);
}

namespace CosmosNvme.Nvme;

/// <summary>ZS: the state of a zone. ZNS 1.1 §3.4.2.2.3.</summary>
public enum ZoneState : byte
{
    /// <summary>no state, or every state where states are asked for.</summary>
    None = 0,

    /// <summary>Empty.</summary>
    Empty = 0x1,

    /// <summary>Implicitly Opened.</summary>
    ImplicitlyOpened = 0x2,

    /// <summary>Explicitly Opened.</summary>
    ExplicitlyOpened = 0x3,

    /// <summary>Closed.</summary>
    Closed = 0x4,

    /// <summary>Read Only.</summary>
    ReadOnly = 0xd,

    /// <summary>Full.</summary>
    Full = 0xe,

    /// <summary>Offline.</summary>
    Offline = 0xf,
}

using System;

namespace CosmosNvme.Pci;

/// <summary>The Status register at 06h (PCI 3.0 §6.2.3); the error bits are cleared by writing ones.</summary>
[Flags]
public enum PciStatus : ushort
{
    /// <summary>No bit is set.</summary>
    None = 0,

    /// <summary>The interrupt pin wants to signal.</summary>
    Interrupt = 1 << 3,

    /// <summary>There is a list of capabilities.</summary>
    CapabilityList = 1 << 4,

    /// <summary>66 MHz capable.</summary>
    Capable66MHz = 1 << 5,

    /// <summary>User-definable features (PCI 2.1).</summary>
    UserDefinableFeatures = 1 << 6,

    /// <summary>Fast back-to-back capable.</summary>
    FastBackToBack = 1 << 7,

    /// <summary>A data parity error was seen as master.</summary>
    MasterDataParityError = 1 << 8,

    /// <summary>Medium DEVSEL timing.</summary>
    DevselMedium = 1 << 9,

    /// <summary>Slow DEVSEL timing.</summary>
    DevselSlow = 1 << 10,

    /// <summary>A target abort was signalled.</summary>
    SignaledTargetAbort = 1 << 11,

    /// <summary>A target abort was received.</summary>
    ReceivedTargetAbort = 1 << 12,

    /// <summary>A master abort was received.</summary>
    ReceivedMasterAbort = 1 << 13,

    /// <summary>SERR# was driven.</summary>
    SignaledSystemError = 1 << 14,

    /// <summary>A parity error was detected.</summary>
    DetectedParityError = 1 << 15,
}

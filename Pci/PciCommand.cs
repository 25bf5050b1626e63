using System;

namespace CosmosNvme.Pci;

/// <summary>The Command register at 04h (PCI 3.0 §6.2.2), read/write.</summary>
[Flags]
public enum PciCommand : ushort
{
    /// <summary>Nothing is enabled.</summary>
    None = 0,

    /// <summary>The function answers at its I/O BARs.</summary>
    IoSpace = 1 << 0,

    /// <summary>The function answers at its memory BARs.</summary>
    MemorySpace = 1 << 1,

    /// <summary>The function may read and write memory, and signal by message.</summary>
    BusMaster = 1 << 2,

    /// <summary>Special cycles are watched.</summary>
    SpecialCycles = 1 << 3,

    /// <summary>Memory Write and Invalidate may be used.</summary>
    MemoryWriteAndInvalidate = 1 << 4,

    /// <summary>VGA palette writes are snooped.</summary>
    VgaPaletteSnoop = 1 << 5,

    /// <summary>Parity errors are answered.</summary>
    ParityErrorResponse = 1 << 6,

    /// <summary>Address stepping.</summary>
    Stepping = 1 << 7,

    /// <summary>SERR# may be driven.</summary>
    SystemError = 1 << 8,

    /// <summary>Fast back-to-back transactions.</summary>
    FastBackToBack = 1 << 9,

    /// <summary>The interrupt pin stays silent.</summary>
    InterruptDisable = 1 << 10,
}

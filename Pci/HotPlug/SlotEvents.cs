using System;

namespace CosmosNvme.Pci;

/// <summary>What the Slot Status register says (PCI Express 6.0 §7.5.3.11). The first five, and the last, are events, cleared by writing 1.</summary>
[Flags]
internal enum SlotEvents : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The attention button was pressed.</summary>
    ButtonPressed = 1 << 0,

    /// <summary>The power failed.</summary>
    PowerFault = 1 << 1,

    /// <summary>The latch was opened or closed.</summary>
    LatchChanged = 1 << 2,

    /// <summary>A card has come or gone.</summary>
    PresenceChanged = 1 << 3,

    /// <summary>The slot has done what was last written to its control register.</summary>
    CommandCompleted = 1 << 4,

    /// <summary>A card is in the slot.</summary>
    Present = 1 << 6,

    /// <summary>The link below has come up or gone down.</summary>
    LinkChanged = 1 << 8,

    /// <summary>All that are cleared by writing 1.</summary>
    All = ButtonPressed | PowerFault | LatchChanged | PresenceChanged | CommandCompleted | LinkChanged,
}

namespace CosmosNvme.Pci;

/// <summary>What a slot's lamp shows (PCI Express 6.0 §7.5.3.10).</summary>
internal enum SlotIndicator
{
    /// <summary>The power is on.</summary>
    On = 1,

    /// <summary>The power is about to go or come.</summary>
    Blinking = 2,

    /// <summary>The power is off: the card may be pulled out.</summary>
    Off = 3,
}

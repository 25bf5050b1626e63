namespace CosmosNvme.Usb;

/// <summary>Kinds of <see cref="Trb"/> (xHCI 1.2 table 6-91), as far as they are used.</summary>
internal enum TrbType : byte
{
    /// <summary>Data of an interrupt endpoint.</summary>
    Normal = 1,

    /// <summary>First part of a control transfer.</summary>
    SetupStage = 2,

    /// <summary>Its data.</summary>
    DataStage = 3,

    /// <summary>Its end.</summary>
    StatusStage = 4,

    /// <summary>The end of a ring's memory; goes on elsewhere.</summary>
    Link = 6,

    /// <summary>Command: give me a slot for a device.</summary>
    EnableSlot = 9,

    /// <summary>Command: take a slot back.</summary>
    DisableSlot = 10,

    /// <summary>Command: give the device its address.</summary>
    AddressDevice = 11,

    /// <summary>Command: use these endpoints.</summary>
    ConfigureEndpoint = 12,

    /// <summary>Command: take note of a changed context.</summary>
    EvaluateContext = 13,

    /// <summary>Event: a transfer ended.</summary>
    TransferEvent = 32,

    /// <summary>Event: a command ended.</summary>
    CommandCompletion = 33,

    /// <summary>Event: something was plugged in or out.</summary>
    PortStatusChange = 34,
}

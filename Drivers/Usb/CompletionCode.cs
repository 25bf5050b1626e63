namespace CosmosNvme.Usb;

/// <summary>How a command or transfer ended (xHCI 1.2 table 6-90), as far as it matters.</summary>
internal enum CompletionCode : byte
{
    /// <summary>Well.</summary>
    Success = 1,

    /// <summary>The device refused.</summary>
    Stall = 6,

    /// <summary>Well, with fewer bytes than there was room for.</summary>
    ShortPacket = 13,
}

namespace CosmosNvme.Nvme;

/// <summary>ZSA: what Zone Management Send does. ZNS 1.1 §3.4.3.</summary>
public enum ZoneAction : byte
{
    /// <summary>Close Zone.</summary>
    Close = 0x01,

    /// <summary>Finish Zone.</summary>
    Finish = 0x02,

    /// <summary>Open Zone.</summary>
    Open = 0x03,

    /// <summary>Reset Zone: its data is lost.</summary>
    Reset = 0x04,

    /// <summary>Offline Zone.</summary>
    Offline = 0x05,

    /// <summary>Set Zone Descriptor Extension; 64 bytes and more of data.</summary>
    SetDescriptorExtension = 0x10,

    /// <summary>ZRWA Flush; ZNS 1.1.</summary>
    FlushRandomWriteArea = 0x11,
}

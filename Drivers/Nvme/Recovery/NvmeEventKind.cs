namespace CosmosNvme.Nvme;

/// <summary>What an event is about. NVMe Base 1.4 §5.2.1, Asynchronous Event Type.</summary>
public enum NvmeEventKind
{
    /// <summary>Something went wrong that is not the fault of a command: a doorbell, the firmware, the hardware.</summary>
    Error = 0,

    /// <summary>The disk's health: temperature, spare blocks, reliability.</summary>
    Health = 1,

    /// <summary>Something has changed: namespaces, firmware.</summary>
    Notice = 2,

    /// <summary>A reservation, or a sanitize operation.</summary>
    CommandSet = 6,

    /// <summary>Its maker's own.</summary>
    Vendor = 7,
}

using System;

namespace CosmosNvme.Nvme;

/// <summary>What single controllers do differently from the specification. Who has which is known to the bus, by its ids.</summary>
[Flags]
public enum NvmeQuirks
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Must be left alone for 2.3 s after CC.EN has changed, before CSTS is read.</summary>
    DelayBeforeReady = 1 << 0,

    /// <summary>Transfers across a multiple of 128 KiB are slow: requests are cut there.</summary>
    StripeBoundary128KiB = 1 << 1,

    /// <summary>Identify does not know the list of active namespaces.</summary>
    NoNamespaceList = 1 << 2,

    /// <summary>NGUID and EUI64 are not unique.</summary>
    BogusIdentifiers = 1 << 3,

    /// <summary>Write Zeroes does not work or is slow.</summary>
    NoWriteZeroes = 1 << 4,

    /// <summary>MSI does not work, MSI-X does.</summary>
    BrokenMsi = 1 << 5,

    /// <summary>All queues share one vector.</summary>
    SingleVector = 1 << 6,

    /// <summary>I/O queues hold one command.</summary>
    QueueDepthOne = 1 << 7,

    /// <summary>Reports MQES 0 but works with 64 entries.</summary>
    MaximumQueueEntriesUnreported = 1 << 8,

    /// <summary>CSTS.SHST never says that a shutdown is complete.</summary>
    ShutdownNeverCompletes = 1 << 9,

    /// <summary>Must be left alone for 100 µs after an I/O queue was created, before the first command is put into it.</summary>
    DelayAfterQueueCreation = 1 << 10,

    /// <summary>The admin submission queue must fill whole pages.</summary>
    AdminQueueOfWholePages = 1 << 11,

    /// <summary>Entries of 128 bytes and command ids that all queues share: this driver cannot drive it.</summary>
    ForeignQueues = 1 << 12,

    /// <summary>Takes no notice of FUA: what is to be written through must be flushed.</summary>
    ForceUnitAccessIgnored = 1 << 13,

    /// <summary>Offers SGLs, but they do not work or are slow.</summary>
    NoSgls = 1 << 14,
}

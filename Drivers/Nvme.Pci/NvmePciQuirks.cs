namespace CosmosNvme.Nvme.Pci;

/// <summary>Which controllers are known to differ from the specification, by PCI ids.</summary>
internal static class NvmePciQuirks
{
    /// <summary>What is special about the controller with these ids.</summary>
    internal static NvmeQuirks Of(ushort vendorId, ushort deviceId) => (vendorId, deviceId) switch
    {
        // Need 2.3 s after CC.EN has changed: Seagate, HGST SN100 and SN200, Memblaze PBlaze4.
        (0x1bb1, 0x0100) => NvmeQuirks.DelayBeforeReady,
        (0x1c58, 0x0003) or (0x1c58, 0x0023) => NvmeQuirks.DelayBeforeReady,
        (0x1c5f, 0x0540) => NvmeQuirks.DelayBeforeReady,

        // Samsung PM1725: the same, and MQES is 0 although queues of 64 entries work.
        (0x144d, 0xa821) or (0x144d, 0xa822) => NvmeQuirks.DelayBeforeReady | NvmeQuirks.MaximumQueueEntriesUnreported,

        // Intel DC P3500 to P3700, P4500, P4600 and P4510: slow across stripes of 128 KiB.
        (0x8086, 0x0953) or (0x8086, 0x0a53) or (0x8086, 0x0a54) or (0x8086, 0x0a55) => NvmeQuirks.StripeBoundary128KiB,

        // QEMU: old ones under Intel's id do not know the list of namespaces; none has unique ids, or does anything about FUA while its cache is on.
        (0x8086, 0x5845) => NvmeQuirks.NoNamespaceList | NvmeQuirks.BogusIdentifiers | NvmeQuirks.ForceUnitAccessIgnored,
        (0x1b36, 0x0010) => NvmeQuirks.BogusIdentifiers | NvmeQuirks.ForceUnitAccessIgnored,

        // Apple of 2015: one vector, one command at a time.
        (0x106b, 0x2001) => NvmeQuirks.SingleVector | NvmeQuirks.QueueDepthOne,

        // Apple since 2018: queues unlike everybody's.
        (0x106b, 0x2005) => NvmeQuirks.ForeignQueues | NvmeQuirks.NoNamespaceList | NvmeQuirks.SingleVector,

        // Microsoft's virtual controller: ASQ of 4 KiB or nothing.
        (0x1414, 0xb111) => NvmeQuirks.AdminQueueOfWholePages,

        // Write Zeroes that fails or crawls: Phison, SK hynix, SanDisk, Samsung, Transcend, Kingston, Intel 600p.
        (0x1987, 0x5019) or (0x1987, 0x5021) => NvmeQuirks.NoWriteZeroes,
        (0x1c5c, 0x1504) or (0x1c5c, 0x1d59) => NvmeQuirks.NoWriteZeroes,
        (0x15b7, 0x2001) => NvmeQuirks.NoWriteZeroes,
        (0x144d, 0xa809) or (0x144d, 0xa80b) => NvmeQuirks.NoWriteZeroes,
        (0x1cc4, 0x6302) or (0x1cc4, 0x6303) => NvmeQuirks.NoWriteZeroes,
        (0x2646, 0x5016) or (0x2646, 0x5018) or (0x2646, 0x501a) or (0x2646, 0x501b) or (0x2646, 0x501e) => NvmeQuirks.NoWriteZeroes,
        (0x8086, 0xf1a5) => NvmeQuirks.NoWriteZeroes,

        // Western Digital SN530: MSI does not arrive.
        (0x15b7, 0x5008) or (0x15b7, 0x5009) => NvmeQuirks.BrokenMsi,

        // VMware: CSTS.SHST stays where it is.
        (0x15ad, 0x07f0) => NvmeQuirks.ShutdownNeverCompletes,

        // VirtualBox: I/O that comes too soon after the creation of its queue is lost.
        (0x80ee, 0x4e56) => NvmeQuirks.DelayAfterQueueCreation,

        _ => NvmeQuirks.None,
    };
}

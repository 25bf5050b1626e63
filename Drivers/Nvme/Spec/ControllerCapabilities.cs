namespace CosmosNvme.Nvme;

/// <summary>CAP: what the controller can do before anything is negotiated. NVMe Base 1.4 §3.1.1.</summary>
/// <param name="Value">The register.</param>
internal readonly record struct ControllerCapabilities(ulong Value)
{
    internal static readonly BitField MaximumQueueEntriesField = new(0, 16);
    internal static readonly BitField ContiguousQueuesField = new(16, 1);
    internal static readonly BitField TimeoutField = new(24, 8);
    internal static readonly BitField DoorbellStrideField = new(32, 4);
    internal static readonly BitField SubsystemResetField = new(36, 1);
    internal static readonly BitField CommandSetsField = new(37, 8);
    internal static readonly BitField BootPartitionsField = new(45, 1);
    internal static readonly BitField MinimumPageField = new(48, 4);
    internal static readonly BitField MaximumPageField = new(52, 4);
    internal static readonly BitField MemoryBufferField = new(57, 1);
    internal static readonly BitField ReadyWithMediaField = new(59, 1);

    private const uint NvmCommandSet = 1 << 0;
    private const uint SelectableCommandSets = 1 << 6;

    /// <summary>MQES, made one-based: most entries of an I/O queue, 1 to 65536. The specification wants 2 or more; some devices report less.</summary>
    internal uint MaximumQueueEntries => MaximumQueueEntriesField.Get(Value) + 1;

    /// <summary>CQR: queues must be contiguous in memory. Ours always are.</summary>
    internal bool RequiresContiguousQueues => ContiguousQueuesField.IsSet(Value);

    /// <summary>TO: longest time from a change of CC.EN to CSTS.RDY, in units of 500 ms.</summary>
    internal uint TimeoutUnits => TimeoutField.Get(Value);

    /// <summary>DSTRD decoded: bytes from one doorbell to the next, 4 to 131072.</summary>
    internal uint DoorbellStrideBytes => 4u << (int)DoorbellStrideField.Get(Value);

    /// <summary>NSSRS: the NVM subsystem can be reset through NSSR.</summary>
    internal bool SupportsSubsystemReset => SubsystemResetField.IsSet(Value);

    /// <summary>CSS bit 0: the NVM command set. Other bits may be set beside it (QEMU sets 0, 6 and 7), so this is no comparison.</summary>
    internal bool SupportsNvmCommandSet => (CommandSetsField.Get(Value) & NvmCommandSet) != 0;

    /// <summary>CSS bit 6: several I/O command sets, to be switched on together. Base 2.0.</summary>
    internal bool SupportsSelectableCommandSets => (CommandSetsField.Get(Value) & SelectableCommandSets) != 0;

    /// <summary>BPS: there are boot partitions.</summary>
    internal bool HasBootPartitions => BootPartitionsField.IsSet(Value);

    /// <summary>MPSMIN decoded: bytes of the smallest memory page; also the unit of MDTS.</summary>
    internal uint MinimumPageBytes => 4096u << (int)MinimumPageField.Get(Value);

    /// <summary>MPSMAX decoded: bytes of the largest memory page.</summary>
    internal uint MaximumPageBytes => 4096u << (int)MaximumPageField.Get(Value);

    /// <summary>CMBS: CMBLOC and CMBSZ mean something.</summary>
    internal bool HasMemoryBuffer => MemoryBufferField.IsSet(Value);

    /// <summary>CRMS.CRWMS: CRTO says how long the controller takes to be ready with its media. Base 2.0.</summary>
    internal bool HasReadyTimeouts => ReadyWithMediaField.IsSet(Value);
}

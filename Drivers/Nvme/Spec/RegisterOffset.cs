namespace CosmosNvme.Nvme;

/// <summary>Where the controller's registers lie in its window. NVMe Base 1.4 §3.1; CRTO: Base 2.0 §3.1.3.</summary>
internal static class RegisterOffset
{
    /// <summary>CAP, controller capabilities: 64 bits, read-only.</summary>
    internal const uint Capabilities = 0x00;

    /// <summary>VS, version: 32 bits, read-only.</summary>
    internal const uint Version = 0x08;

    /// <summary>INTMS, interrupt mask set: write 1 to mask. Forbidden under MSI-X.</summary>
    internal const uint InterruptMaskSet = 0x0c;

    /// <summary>INTMC, interrupt mask clear: write 1 to unmask. Forbidden under MSI-X.</summary>
    internal const uint InterruptMaskClear = 0x10;

    /// <summary>CC, controller configuration: 32 bits, read-write.</summary>
    internal const uint Configuration = 0x14;

    /// <summary>CSTS, controller status: 32 bits, read-only but for NSSRO.</summary>
    internal const uint Status = 0x1c;

    /// <summary>NSSR, NVM subsystem reset: writing "NVMe" resets the subsystem.</summary>
    internal const uint SubsystemReset = 0x20;

    /// <summary>AQA, admin queue attributes: 32 bits, read-write.</summary>
    internal const uint AdminQueueAttributes = 0x24;

    /// <summary>ASQ, admin submission queue base: 64 bits, read-write.</summary>
    internal const uint AdminSubmissionQueue = 0x28;

    /// <summary>ACQ, admin completion queue base: 64 bits, read-write.</summary>
    internal const uint AdminCompletionQueue = 0x30;

    /// <summary>CMBLOC, controller memory buffer location: 32 bits, read-only.</summary>
    internal const uint MemoryBufferLocation = 0x38;

    /// <summary>CMBSZ, controller memory buffer size: 32 bits, read-only.</summary>
    internal const uint MemoryBufferSize = 0x3c;

    /// <summary>BPINFO, boot partition information: 32 bits. Since 1.3.</summary>
    internal const uint BootPartitionInformation = 0x40;

    /// <summary>BPRSEL, boot partition read select: 32 bits. Since 1.3.</summary>
    internal const uint BootPartitionReadSelect = 0x44;

    /// <summary>BPMBL, boot partition memory buffer location: 64 bits. Since 1.3.</summary>
    internal const uint BootPartitionMemory = 0x48;

    /// <summary>CMBMSC, controller memory buffer memory space control: 64 bits. Since 1.4.</summary>
    internal const uint MemoryBufferControl = 0x50;

    /// <summary>CMBSTS, controller memory buffer status: 32 bits. Since 1.4.</summary>
    internal const uint MemoryBufferStatus = 0x58;

    /// <summary>CRTO, controller ready time-outs: 32 bits, read-only. Base 2.0.</summary>
    internal const uint ReadyTimeouts = 0x68;

    /// <summary>PMRCAP, persistent memory region capabilities: 32 bits. Since 1.4.</summary>
    internal const uint PersistentMemoryCapabilities = 0xe00;

    /// <summary>PMRCTL, persistent memory region control: 32 bits. Since 1.4.</summary>
    internal const uint PersistentMemoryControl = 0xe04;

    /// <summary>PMRSTS, persistent memory region status: 32 bits. Since 1.4.</summary>
    internal const uint PersistentMemoryStatus = 0xe08;

    /// <summary>PMREBS, persistent memory region elasticity buffer size: 32 bits. Since 1.4.</summary>
    internal const uint PersistentMemoryElasticity = 0xe0c;

    /// <summary>PMRSWTP, persistent memory region sustained write throughput: 32 bits. Since 1.4.</summary>
    internal const uint PersistentMemoryThroughput = 0xe10;

    /// <summary>PMRMSCL, persistent memory region memory space control, lower half: 32 bits. Since 1.4.</summary>
    internal const uint PersistentMemorySpaceLow = 0xe14;

    /// <summary>PMRMSCU, persistent memory region memory space control, upper half: 32 bits. Since 1.4.</summary>
    internal const uint PersistentMemorySpaceHigh = 0xe18;

    /// <summary>The first doorbell: the tail of the admin submission queue.</summary>
    internal const uint Doorbells = 0x1000;
}

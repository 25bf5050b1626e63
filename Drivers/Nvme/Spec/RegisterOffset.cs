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

    /// <summary>CRTO, controller ready time-outs: 32 bits, read-only. Base 2.0.</summary>
    internal const uint ReadyTimeouts = 0x68;

    /// <summary>The first doorbell: the tail of the admin submission queue.</summary>
    internal const uint Doorbells = 0x1000;
}

namespace CosmosNvme.Nvme.Simulator;

/// <summary>Offsets of the registers. NVMe Base 1.4 §3.1; CRTO: Base 2.0.</summary>
internal static class RegisterMap
{
    internal const uint Capabilities = 0x00;
    internal const uint Version = 0x08;
    internal const uint InterruptMaskSet = 0x0c;
    internal const uint InterruptMaskClear = 0x10;
    internal const uint Configuration = 0x14;
    internal const uint Status = 0x1c;
    internal const uint SubsystemReset = 0x20;
    internal const uint AdminQueueAttributes = 0x24;
    internal const uint AdminSubmissionQueue = 0x28;
    internal const uint AdminCompletionQueue = 0x30;
    internal const uint MemoryBufferLocation = 0x38;
    internal const uint MemoryBufferSize = 0x3c;
    internal const uint ReadyTimeouts = 0x68;
    internal const uint PersistentMemoryCapabilities = 0xe00;
    internal const uint PersistentMemoryStatus = 0xe08;
    internal const uint Doorbells = 0x1000;
}

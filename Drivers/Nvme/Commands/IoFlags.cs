using System;

namespace CosmosNvme.Nvme;

/// <summary>Flags of reads, writes and their like: bits of dword 12. NVMe Base 1.4 §6.9.</summary>
[Flags]
public enum IoFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>DEAC: Write Zeroes may deallocate.</summary>
    Deallocate = 1u << 25,

    /// <summary>FUA: past the write cache.</summary>
    ForceUnitAccess = 1u << 30,

    /// <summary>LR: the controller does not try for long.</summary>
    LimitedRetry = 1u << 31,
}

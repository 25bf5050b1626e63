using System;

namespace CosmosNvme.Nvme;

/// <summary>ONCS: optional NVM commands that a controller has. NVMe Base 1.4 §5.15.2.2; bit 8: Base 2.0.</summary>
[Flags]
public enum NvmCapabilities : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Compare.</summary>
    Compare = 1 << 0,

    /// <summary>Write Uncorrectable.</summary>
    WriteUncorrectable = 1 << 1,

    /// <summary>Dataset Management.</summary>
    DatasetManagement = 1 << 2,

    /// <summary>Write Zeroes.</summary>
    WriteZeroes = 1 << 3,

    /// <summary>the Save field of Set Features and the Select field of Get Features.</summary>
    FeatureSelect = 1 << 4,

    /// <summary>reservations.</summary>
    Reservations = 1 << 5,

    /// <summary>the Timestamp feature.</summary>
    Timestamp = 1 << 6,

    /// <summary>Verify.</summary>
    Verify = 1 << 7,

    /// <summary>Copy.</summary>
    Copy = 1 << 8,
}

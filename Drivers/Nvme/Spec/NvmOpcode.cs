namespace CosmosNvme.Nvme;

/// <summary>I/O commands: the NVM command set and, from 79h on, zoned namespaces. NVMe Base 1.4 §6, Base 2.0 §7, ZNS 1.1 §3.4.</summary>
internal enum NvmOpcode : byte
{
    /// <summary>Flush.</summary>
    Flush = 0x00,

    /// <summary>Write.</summary>
    Write = 0x01,

    /// <summary>Read.</summary>
    Read = 0x02,

    /// <summary>Write Uncorrectable.</summary>
    WriteUncorrectable = 0x04,

    /// <summary>Compare.</summary>
    Compare = 0x05,

    /// <summary>Write Zeroes.</summary>
    WriteZeroes = 0x08,

    /// <summary>Dataset Management.</summary>
    DatasetManagement = 0x09,

    /// <summary>Verify.</summary>
    Verify = 0x0c,

    /// <summary>Reservation Register.</summary>
    ReservationRegister = 0x0d,

    /// <summary>Reservation Report.</summary>
    ReservationReport = 0x0e,

    /// <summary>Reservation Acquire.</summary>
    ReservationAcquire = 0x11,

    /// <summary>Reservation Release.</summary>
    ReservationRelease = 0x15,

    /// <summary>Copy.</summary>
    Copy = 0x19,

    /// <summary>Zone Management Send.</summary>
    ZoneManagementSend = 0x79,

    /// <summary>Zone Management Receive.</summary>
    ZoneManagementReceive = 0x7a,

    /// <summary>Zone Append.</summary>
    ZoneAppend = 0x7d,
}

using System;

namespace CosmosNvme.Nvme;

/// <summary>Log page 09h, Endurance Group Information. NVMe Base 1.4 §5.14.1.9.</summary>
public sealed class EnduranceGroupLog : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 512;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">512 bytes as the controller returned them.</param>
    public EnduranceGroupLog(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>CW (0): warnings, a bit each.</summary>
    public byte CriticalWarning => Byte(0);

    /// <summary>EGFEAT (1): features of the group, a bit each.</summary>
    public byte Features => Byte(1);

    /// <summary>AVSP (3): spare capacity left, in percent.</summary>
    public byte AvailableSpare => Byte(3);

    /// <summary>AVSPT (4): spare capacity below which it warns, in percent.</summary>
    public byte SpareThreshold => Byte(4);

    /// <summary>PUSED (5): life used, in percent.</summary>
    public byte PercentageUsed => Byte(5);

    /// <summary>DOMAINID (6): the domain.</summary>
    public ushort DomainId => Word(6);

    /// <summary>EE (32): bytes, in units of 10^9, that can be written in its life.</summary>
    public UInt128 EnduranceEstimate => Octword(32);

    /// <summary>DUR (48): bytes read by the host, in units of 10^9.</summary>
    public UInt128 DataUnitsRead => Octword(48);

    /// <summary>DUW (64): bytes written by the host, in units of 10^9.</summary>
    public UInt128 DataUnitsWritten => Octword(64);

    /// <summary>MUW (80): bytes written to the media, in units of 10^9.</summary>
    public UInt128 MediaUnitsWritten => Octword(80);

    /// <summary>HRC (96): read commands completed.</summary>
    public UInt128 HostReads => Octword(96);

    /// <summary>HWC (112): write commands completed.</summary>
    public UInt128 HostWrites => Octword(112);

    /// <summary>MDIE (128): media and data integrity errors.</summary>
    public UInt128 MediaErrors => Octword(128);

    /// <summary>NEILE (144): entries written to the error log.</summary>
    public UInt128 ErrorLogEntries => Octword(144);

    /// <summary>TEGCAP (160): bytes of the group.</summary>
    public UInt128 TotalCapacity => Octword(160);

    /// <summary>UEGCAP (176): bytes of it that no NVM set has.</summary>
    public UInt128 UnallocatedCapacity => Octword(176);
}

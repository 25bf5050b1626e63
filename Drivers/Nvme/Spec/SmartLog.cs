using System;

namespace CosmosNvme.Nvme;

/// <summary>Log page 02h, SMART / Health Information. NVMe Base 1.4 §5.14.1.2; a device writes it, so that figures need not make sense.</summary>
public sealed class SmartLog : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 512;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">512 bytes as the controller returned them.</param>
    public SmartLog(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>CW (0): warnings, a bit each.</summary>
    public byte CriticalWarning => Byte(0);

    /// <summary>CTEMP (1): composite temperature, in kelvin.</summary>
    public ushort Temperature => Word(1);

    /// <summary>AVSP (3): spare capacity left, in percent.</summary>
    public byte AvailableSpare => Byte(3);

    /// <summary>AVSPT (4): spare capacity below which it warns, in percent.</summary>
    public byte SpareThreshold => Byte(4);

    /// <summary>PUSED (5): life used, in percent; may exceed 100.</summary>
    public byte PercentageUsed => Byte(5);

    /// <summary>EGCWS (6): warnings of the endurance groups, a bit each.</summary>
    public byte EnduranceGroupWarnings => Byte(6);

    /// <summary>DUR (32): 512-byte units read, in thousands.</summary>
    public UInt128 DataUnitsRead => Octword(32);

    /// <summary>DUW (48): 512-byte units written, in thousands.</summary>
    public UInt128 DataUnitsWritten => Octword(48);

    /// <summary>HRC (64): read commands completed.</summary>
    public UInt128 HostReads => Octword(64);

    /// <summary>HWC (80): write commands completed.</summary>
    public UInt128 HostWrites => Octword(80);

    /// <summary>CBT (96): minutes in which I/O commands were outstanding.</summary>
    public UInt128 BusyMinutes => Octword(96);

    /// <summary>PWRC (112): power cycles.</summary>
    public UInt128 PowerCycles => Octword(112);

    /// <summary>POH (128): hours powered on.</summary>
    public UInt128 PowerOnHours => Octword(128);

    /// <summary>UPL (144): power losses without a shutdown notification.</summary>
    public UInt128 UnsafeShutdowns => Octword(144);

    /// <summary>MDIE (160): media and data integrity errors.</summary>
    public UInt128 MediaErrors => Octword(160);

    /// <summary>NEILE (176): entries written to the error log, ever.</summary>
    public UInt128 ErrorLogEntries => Octword(176);

    /// <summary>WCTT (192): minutes above the warning temperature.</summary>
    public uint WarningMinutes => Dword(192);

    /// <summary>CCTT (196): minutes above the critical temperature.</summary>
    public uint CriticalMinutes => Dword(196);

    /// <summary>TMT1TC (216): transitions to the first level of thermal management.</summary>
    public uint ThermalTransitions1 => Dword(216);

    /// <summary>TMT2TC (220): transitions to the second level of thermal management.</summary>
    public uint ThermalTransitions2 => Dword(220);

    /// <summary>TTTMT1 (224): seconds in the first level.</summary>
    public uint ThermalSeconds1 => Dword(224);

    /// <summary>TTTMT2 (228): seconds in the second level.</summary>
    public uint ThermalSeconds2 => Dword(228);

    /// <summary>TSEN (200): a temperature sensor, in kelvin; 0: there is none.</summary>
    /// <param name="index">0 to 7.</param>
    public ushort Sensor(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, 7u, nameof(index));
        return Word(200 + (2 * index));
    }
}

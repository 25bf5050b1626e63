using System;

namespace CosmosNvme.Nvme;

/// <summary>A power state descriptor. NVMe Base 1.4 §5.15.2.2, figure "Power State Descriptor Data Structure".</summary>
public sealed class PowerState : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 32;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">32 bytes as the controller returned them.</param>
    public PowerState(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>MP (0): most power, in units of 10 mW, or of 0.1 mW if bit 0 of the flags is set.</summary>
    public ushort MaximumPower => Word(0);

    /// <summary>FLAGS (3): bit 0 MXPS: unit of the power; bit 1 NOPS: no I/O in this state.</summary>
    public byte Flags => Byte(3);

    /// <summary>ENLAT (4): time to enter the state, in microseconds.</summary>
    public uint EntryMicroseconds => Dword(4);

    /// <summary>EXLAT (8): time to leave the state, in microseconds.</summary>
    public uint ExitMicroseconds => Dword(8);

    /// <summary>RRT (12): relative read throughput, lower is better.</summary>
    public byte ReadThroughput => Byte(12);

    /// <summary>RRL (13): relative read latency, lower is better.</summary>
    public byte ReadLatency => Byte(13);

    /// <summary>RWT (14): relative write throughput, lower is better.</summary>
    public byte WriteThroughput => Byte(14);

    /// <summary>RWL (15): relative write latency, lower is better.</summary>
    public byte WriteLatency => Byte(15);

    /// <summary>IDLP (16): idle power, in units of the next field.</summary>
    public ushort IdlePower => Word(16);

    /// <summary>IPS (18): bits 6-7: 1 0.1 mW, 2 10 mW.</summary>
    public byte IdlePowerUnit => Byte(18);

    /// <summary>ACTP (20): active power, in units of the next field.</summary>
    public ushort ActivePower => Word(20);

    /// <summary>APWS (22): bits 0-2: workload; bits 6-7: 1 0.1 mW, 2 10 mW.</summary>
    public byte ActivePowerUnit => Byte(22);
}

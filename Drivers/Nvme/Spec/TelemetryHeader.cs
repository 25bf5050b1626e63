using System;

namespace CosmosNvme.Nvme;

/// <summary>The first 512 bytes of log pages 07h and 08h, Telemetry. NVMe Base 1.4 §5.14.1.7 and §5.14.1.8.</summary>
public sealed class TelemetryHeader : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 512;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">512 bytes as the controller returned them.</param>
    public TelemetryHeader(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>LPI (0): 07h host-initiated, 08h controller-initiated.</summary>
    public byte LogPage => Byte(0);

    /// <summary>IEEE (5): IEEE organizationally unique identifier.</summary>
    public uint OrganizationId => Dword(5) & 0xffffff;

    /// <summary>DA1LB (8): last 512-byte block of data area 1.</summary>
    public ushort Area1LastBlock => Word(8);

    /// <summary>DA2LB (10): last block of data area 2.</summary>
    public ushort Area2LastBlock => Word(10);

    /// <summary>DA3LB (12): last block of data area 3.</summary>
    public ushort Area3LastBlock => Word(12);

    /// <summary>DA4LB (16): last block of data area 4; Base 2.0.</summary>
    public uint Area4LastBlock => Dword(16);

    /// <summary>Bytes of the log up to the end of a data area, this header among them.</summary>
    /// <param name="area">1 to 4.</param>
    public long BytesUpTo(int area)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(area, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(area, 4);

        // Each area begins behind the one before; one that would end there is empty.
        uint last = Area1LastBlock;
        last = area > 1 ? Math.Max(last, Area2LastBlock) : last;
        last = area > 2 ? Math.Max(last, Area3LastBlock) : last;
        last = area > 3 ? Math.Max(last, Area4LastBlock) : last;
        return (last + 1L) * Bytes;
    }

    /// <summary>THS (381): scope of the data; Base 2.0.</summary>
    public byte Scope => Byte(381);

    /// <summary>TCDA (382): 1: the controller has collected data by itself.</summary>
    public byte ControllerDataAvailable => Byte(382);

    /// <summary>TCDGN (383): changes with each such collection.</summary>
    public byte ControllerDataGeneration => Byte(383);

    /// <summary>RID (384): why the data was collected, as the vendor says.</summary>
    public ReadOnlySpan<byte> Reason => Part(384, 128);
}

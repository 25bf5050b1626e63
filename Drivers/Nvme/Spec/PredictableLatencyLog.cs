using System;

namespace CosmosNvme.Nvme;

/// <summary>Log page 0Ah, Predictable Latency Per NVM Set. NVMe Base 1.4 §5.14.1.10.</summary>
public sealed class PredictableLatencyLog : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 512;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">512 bytes as the controller returned them.</param>
    public PredictableLatencyLog(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>Status (0), bits 0-2: 1 deterministic window, 2 non-deterministic window, 0 not in use.</summary>
    public byte Status => Byte(0);

    /// <summary>Event Type (2): what has happened, a bit each.</summary>
    public ushort Events => Word(2);

    /// <summary>DTWIN Reads Typical (32): reads of 4 KiB in a deterministic window.</summary>
    public ulong TypicalReads => Qword(32);

    /// <summary>DTWIN Writes Typical (40): writes, in units of the optimal write size.</summary>
    public ulong TypicalWrites => Qword(40);

    /// <summary>DTWIN Time Maximum (48): longest deterministic window in milliseconds.</summary>
    public ulong LongestMilliseconds => Qword(48);

    /// <summary>NDWIN Time Minimum High (56): shortest non-deterministic window in milliseconds, after a deterministic one that was used up.</summary>
    public ulong ShortestHighMilliseconds => Qword(56);

    /// <summary>NDWIN Time Minimum Low (64): the same after one of the least use.</summary>
    public ulong ShortestLowMilliseconds => Qword(64);

    /// <summary>DTWIN Reads Estimate (128): reads left in this window.</summary>
    public ulong ReadsLeft => Qword(128);

    /// <summary>DTWIN Writes Estimate (136): writes left in this window.</summary>
    public ulong WritesLeft => Qword(136);

    /// <summary>DTWIN Time Estimate (144): milliseconds left of this window.</summary>
    public ulong MillisecondsLeft => Qword(144);
}

using System;

namespace CosmosNvme.Nvme;

/// <summary>The first 16 bytes of log page 15h, Boot Partition; the partition's bytes follow. NVMe Base 2.0 §5.16.1.</summary>
public sealed class BootPartitionLog : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 16;

    internal static readonly BitField SizeField = new(0, 15);
    internal static readonly BitField ActiveField = new(31, 1);

    private const int UnitBytes = 128 * 1024;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">16 bytes as the controller returned them.</param>
    public BootPartitionLog(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>LID (0): 15h.</summary>
    public byte LogPage => Byte(0);

    /// <summary>BPINFO (4): size and active partition.</summary>
    public uint Information => Dword(4);

    /// <summary>BPINFO.BPSZ decoded: bytes of a boot partition.</summary>
    public long PartitionBytes => (long)SizeField.Get(Information) * UnitBytes;

    /// <summary>BPINFO.ABPID: the active partition, 0 or 1.</summary>
    public int ActivePartition => (int)ActiveField.Get(Information);
}

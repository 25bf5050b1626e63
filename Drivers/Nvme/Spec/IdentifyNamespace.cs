using System;

namespace CosmosNvme.Nvme;

/// <summary>The Identify Namespace structure of the NVM command set. NVMe Base 1.4 §5.15.2.1; each member names its field and offset. Immutable.</summary>
public sealed partial class IdentifyNamespace : SpecStructure
{
    internal static readonly BitField FormatLowField = new(0, 4);
    internal static readonly BitField FormatHighField = new(5, 2);
    internal static readonly BitField WriteProtectedField = new(0, 1);

    private const int FirstFormat = 128;
    private const int FormatsOfVersion1 = 16;
    private const int MaximumFormats = 64;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">4096 bytes as the controller returned them.</param>
    public IdentifyNamespace(ReadOnlySpan<byte> data)
        : base(data, IdentifyData.Bytes)
    {
    }

    /// <summary>NSZE (0): blocks, numbered from 0; 0: the namespace is not active.</summary>
    public ulong Size => Qword(0);

    /// <summary>NCAP (8): blocks that may be in use at once.</summary>
    public ulong Capacity => Qword(8);

    /// <summary>NUSE (16): blocks in use.</summary>
    public ulong Utilization => Qword(16);

    /// <summary>NLBAF (25), made one-based: formats in the table, at most 64.</summary>
    public int FormatCount => Math.Min(Byte(25) + 1, MaximumFormats);

    /// <summary>FLBAS (26): index of the format in use. Bits 5-6 count only where there are more formats than bits 0-3 can name (Base 2.0).</summary>
    public int FormatIndex
    {
        get
        {
            uint low = FormatLowField.Get(Byte(26));
            uint high = FormatCount > FormatsOfVersion1 ? FormatHighField.Get(Byte(26)) : 0;
            return (int)((high << FormatLowField.Width) | low);
        }
    }

    /// <summary>LBAFn (128 + 4n): the format in use.</summary>
    public LbaFormat Format => FormatAt(FormatIndex);

    /// <summary>NSATTR (99) bit 0: writes are refused.</summary>
    public bool IsWriteProtected => WriteProtectedField.IsSet(Byte(99));

    /// <summary>NGUID (104): globally unique id; all zeros if there is none.</summary>
    public ReadOnlySpan<byte> GloballyUniqueId => Part(104, 16);

    /// <summary>EUI64 (120): IEEE extended unique id; all zeros if there is none.</summary>
    public ReadOnlySpan<byte> ExtendedUniqueId => Part(120, 8);

    /// <summary>One row of the table of formats.</summary>
    /// <param name="index">0 to 63.</param>
    public LbaFormat FormatAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)MaximumFormats, nameof(index));
        return new LbaFormat(Dword(FirstFormat + (index * sizeof(uint))));
    }
}

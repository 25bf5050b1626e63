using System;
using System.Buffers.Binary;

namespace CosmosNvme.Storage;

/// <summary>A file or directory as its parent describes it.</summary>
/// <param name="Name">The long name, else the short one.</param>
/// <param name="ShortName">The short name.</param>
/// <param name="Attributes">The attribute byte.</param>
/// <param name="FirstCluster">First cluster; 0 if there is none.</param>
/// <param name="Length">Bytes; 0 for a directory.</param>
/// <param name="Position">Where the entry lies: bytes from the volume's beginning.</param>
/// <param name="Modified">Time of the last change.</param>
/// <param name="Accessed">Day of the last use.</param>
/// <param name="Created">Time of creation.</param>
internal sealed record FatEntry(
    string Name,
    string ShortName,
    byte Attributes,
    uint FirstCluster,
    uint Length,
    ulong Position,
    DateTime Modified,
    DateTime Accessed,
    DateTime Created)
{
    /// <summary>Bytes of an entry.</summary>
    internal const int Bytes = 32;

    /// <summary>Attribute of what is not to be changed.</summary>
    internal const byte ReadOnlyAttribute = 0x01;

    /// <summary>Attribute of the entry that only names the volume.</summary>
    internal const byte VolumeLabelAttribute = 0x08;

    /// <summary>Attribute of a directory.</summary>
    internal const byte DirectoryAttribute = 0x10;

    /// <summary>Attribute of what has changed since the last backup: every file that was written.</summary>
    internal const byte ArchiveAttribute = 0x20;

    /// <summary>First byte of an entry that is not in use.</summary>
    internal const byte FreeMark = 0xE5;

    /// <summary>True for a directory.</summary>
    internal bool IsDirectory => (Attributes & DirectoryAttribute) != 0;

    /// <summary>True for a file that is not to be changed.</summary>
    internal bool IsReadOnly => (Attributes & ReadOnlyAttribute) != 0;

    /// <summary>True for the entry that only names the volume.</summary>
    internal bool IsVolumeLabel => (Attributes & VolumeLabelAttribute) != 0;

    /// <summary>Reads an entry.</summary>
    /// <param name="raw">Its 32 bytes.</param>
    /// <param name="longName">The long name in front of it, or null.</param>
    /// <param name="kind">The variant: only FAT32 has the upper half of the cluster's number.</param>
    /// <param name="position">Where it lies.</param>
    internal static FatEntry Parse(ReadOnlySpan<byte> raw, string? longName, FatKind kind, ulong position)
    {
        byte attributes = raw[11];
        bool isLabel = (attributes & VolumeLabelAttribute) != 0;
        string shortName = isLabel ? FatNames.Label(raw) : FatNames.Short(raw, raw[12]);
        uint cluster = BinaryPrimitives.ReadUInt16LittleEndian(raw[26..]);
        if (kind == FatKind.Fat32)
        {
            cluster |= (uint)BinaryPrimitives.ReadUInt16LittleEndian(raw[20..]) << 16;
        }

        return new FatEntry(
            longName ?? shortName,
            shortName,
            attributes,
            cluster,
            (attributes & DirectoryAttribute) != 0 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(raw[28..]),
            position,
            FatTime.Parse(BinaryPrimitives.ReadUInt16LittleEndian(raw[24..]), BinaryPrimitives.ReadUInt16LittleEndian(raw[22..]), 0),
            FatTime.Parse(BinaryPrimitives.ReadUInt16LittleEndian(raw[18..]), 0, 0),
            FatTime.Parse(BinaryPrimitives.ReadUInt16LittleEndian(raw[16..]), BinaryPrimitives.ReadUInt16LittleEndian(raw[14..]), raw[13]));
    }

    /// <summary>Writes what changes during a file's life into an entry, and leaves its names.</summary>
    /// <param name="raw">Its 32 bytes.</param>
    /// <param name="kind">The variant.</param>
    internal void Encode(Span<byte> raw, FatKind kind)
    {
        raw[11] = Attributes;
        (ushort date, ushort time, raw[13]) = FatTime.Encode(Created);
        BinaryPrimitives.WriteUInt16LittleEndian(raw[14..], time);
        BinaryPrimitives.WriteUInt16LittleEndian(raw[16..], date);
        (date, _, _) = FatTime.Encode(Accessed);
        BinaryPrimitives.WriteUInt16LittleEndian(raw[18..], date);
        (date, time, _) = FatTime.Encode(Modified);
        BinaryPrimitives.WriteUInt16LittleEndian(raw[22..], time);
        BinaryPrimitives.WriteUInt16LittleEndian(raw[24..], date);
        SetCluster(raw, FirstCluster, kind);
        BinaryPrimitives.WriteUInt32LittleEndian(raw[28..], Length);
    }

    /// <summary>Writes the first cluster's number into an entry.</summary>
    internal static void SetCluster(Span<byte> raw, uint cluster, FatKind kind)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(raw[26..], (ushort)cluster);
        if (kind == FatKind.Fat32)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(raw[20..], (ushort)(cluster >> 16));
        }
    }
}

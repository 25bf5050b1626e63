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

    private const byte ReadOnlyAttribute = 0x01;
    private const byte VolumeLabelAttribute = 0x08;
    private const byte DirectoryAttribute = 0x10;
    private const int FirstYear = 1980;

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

        DateTime modified = Time(BinaryPrimitives.ReadUInt16LittleEndian(raw[24..]), BinaryPrimitives.ReadUInt16LittleEndian(raw[22..]), 0);
        return new FatEntry(
            longName ?? shortName,
            shortName,
            attributes,
            cluster,
            (attributes & DirectoryAttribute) != 0 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(raw[28..]),
            position,
            modified,
            Time(BinaryPrimitives.ReadUInt16LittleEndian(raw[18..]), 0, 0),
            Time(BinaryPrimitives.ReadUInt16LittleEndian(raw[16..]), BinaryPrimitives.ReadUInt16LittleEndian(raw[14..]), raw[13]));
    }

    // FAT keeps local time of an unknown zone; without one to convert from, it is taken as UTC.
    private static DateTime Time(ushort date, ushort time, byte hundredths)
    {
        int year = FirstYear + (date >> 9);
        int month = (date >> 5) & 0xF;
        int day = date & 0x1F;
        int hour = time >> 11;
        int minute = (time >> 5) & 0x3F;
        int second = (time & 0x1F) * 2;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return new DateTime(FirstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        }

        return new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).AddMilliseconds(Math.Min((int)hundredths, 199) * 10);
    }
}

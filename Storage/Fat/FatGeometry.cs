using System;
using System.Buffers.Binary;

namespace CosmosNvme.Storage;

/// <summary>
/// Where everything lies on a FAT volume, from its boot sector (Microsoft FAT specification 1.03, and ECMA-107 §9). Offsets are bytes from
/// the volume's beginning, so nothing here depends on the blocks of the device.
/// </summary>
internal sealed class FatGeometry
{
    /// <summary>Bytes of the boot sector that are looked at.</summary>
    internal const int BootSectorBytes = 512;

    /// <summary>The first cluster's number.</summary>
    internal const uint FirstCluster = 2;

    private const int MaximumSectorBytes = 4096;
    private const int MaximumFats = 4;
    private const uint MaximumFat12Clusters = 4084;
    private const uint MaximumFat16Clusters = 65524;
    private const uint MaximumFat32Clusters = 0x0FFFFFF5;

    private FatGeometry()
    {
    }

    /// <summary>The variant.</summary>
    internal FatKind Kind { get; private init; }

    /// <summary>Bytes of a cluster.</summary>
    internal int ClusterBytes { get; private init; }

    /// <summary>Clusters; their numbers are 2 to this plus 1.</summary>
    internal uint ClusterCount { get; private init; }

    /// <summary>Bytes of a sector of the volume; those of the device's blocks where the formatter knew them.</summary>
    internal int SectorBytes { get; private init; }

    /// <summary>Where each table begins that a change has to be written to, the one in use first.</summary>
    internal ulong[] TableOffsets { get; private init; } = [];

    /// <summary>The medium's byte, which the first entry of each table repeats.</summary>
    internal byte Medium { get; private init; }

    /// <summary>Where the sector begins that keeps the number of free clusters; 0 if there is none.</summary>
    internal ulong InformationOffset { get; private init; }

    /// <summary>Where the boot sector keeps whether the volume was left in order.</summary>
    internal ulong StateOffset => Kind == FatKind.Fat32 ? 0x41u : 0x25u;

    /// <summary>Where the table in use begins.</summary>
    internal ulong TableOffset { get; private init; }

    /// <summary>Bytes of one table.</summary>
    internal ulong TableBytes { get; private init; }

    /// <summary>Where the root directory of FAT12 and FAT16 begins.</summary>
    internal ulong RootOffset { get; private init; }

    /// <summary>Bytes of the root directory of FAT12 and FAT16; 0 for FAT32.</summary>
    internal int RootBytes { get; private init; }

    /// <summary>First cluster of the root directory of FAT32; 0 for the others.</summary>
    internal uint RootCluster { get; private init; }

    /// <summary>Where the first cluster begins.</summary>
    internal ulong DataOffset { get; private init; }

    /// <summary>The label in the boot sector; empty if there is none.</summary>
    internal string BootLabel { get; private init; } = string.Empty;

    /// <summary>The serial number as Linux writes it; empty if there is none.</summary>
    internal string Serial { get; private init; } = string.Empty;

    /// <summary>Where a cluster begins.</summary>
    /// <param name="cluster">A number that <see cref="Contains"/> is true for.</param>
    internal ulong OffsetOf(uint cluster) => DataOffset + ((ulong)(cluster - FirstCluster) * (ulong)ClusterBytes);

    /// <summary>True for the number of a cluster that exists.</summary>
    internal bool Contains(uint cluster) => cluster >= FirstCluster && cluster - FirstCluster < ClusterCount;

    /// <summary>True if a block has what every FAT boot sector has, so that errors in it are damage.</summary>
    internal static bool LooksLikeFat(ReadOnlySpan<byte> sector)
    {
        if (sector.Length < BootSectorBytes || sector[510] != 0x55 || sector[511] != 0xAA)
        {
            return false;
        }

        bool jumps = sector[0] == 0xE9 || (sector[0] == 0xEB && sector[2] == 0x90);
        bool named = sector[54..].StartsWith("FAT"u8) || sector[82..].StartsWith("FAT"u8);
        bool sized = IsSectorSize(BinaryPrimitives.ReadUInt16LittleEndian(sector[11..])) && IsMedium(sector[21]);
        return jumps && (named || sized);
    }

    /// <summary>Reads the boot sector of a volume that <see cref="LooksLikeFat"/>.</summary>
    /// <param name="sector">Its first 512 bytes.</param>
    /// <param name="deviceBytes">Bytes of the device.</param>
    /// <param name="geometry">The geometry, if nothing is wrong.</param>
    /// <returns>What is wrong, as a phrase; null if nothing.</returns>
    internal static string? Parse(ReadOnlySpan<byte> sector, ulong deviceBytes, out FatGeometry? geometry)
    {
        geometry = null;
        uint sectorBytes = BinaryPrimitives.ReadUInt16LittleEndian(sector[11..]);
        uint clusterSectors = sector[13];
        uint reserved = BinaryPrimitives.ReadUInt16LittleEndian(sector[14..]);
        uint fats = sector[16];
        uint rootEntries = BinaryPrimitives.ReadUInt16LittleEndian(sector[17..]);
        uint total = BinaryPrimitives.ReadUInt16LittleEndian(sector[19..]);
        uint fatSectors = BinaryPrimitives.ReadUInt16LittleEndian(sector[22..]);
        if (!IsSectorSize(sectorBytes))
        {
            return $"the boot sector gives {sectorBytes} bytes per sector (offset 11), possible are 512, 1024, 2048 and 4096";
        }

        if (clusterSectors == 0 || !uint.IsPow2(clusterSectors))
        {
            return $"the boot sector gives {clusterSectors} sectors per cluster (offset 13), which is no power of two";
        }

        if (reserved == 0)
        {
            return "the boot sector gives 0 reserved sectors (offset 14), although it is one itself";
        }

        if (fats is 0 or > MaximumFats)
        {
            return $"the boot sector gives {fats} FATs (offset 16), possible are 1 to {MaximumFats}";
        }

        if (!IsMedium(sector[21]))
        {
            return $"the boot sector gives the medium 0x{sector[21]:x2} (offset 21), possible are 0xf0 and 0xf8 to 0xff";
        }

        total = total == 0 ? BinaryPrimitives.ReadUInt32LittleEndian(sector[32..]) : total;
        bool isFat32 = fatSectors == 0;
        fatSectors = isFat32 ? BinaryPrimitives.ReadUInt32LittleEndian(sector[36..]) : fatSectors;
        if (fatSectors == 0)
        {
            return "the boot sector gives 0 sectors per FAT (offsets 22 and 36)";
        }

        if ((ulong)total * sectorBytes > deviceBytes)
        {
            return $"the boot sector gives {total} sectors of {sectorBytes} bytes (offsets 19 and 32), but the device has {deviceBytes} bytes only";
        }

        if (isFat32 ? rootEntries != 0 : rootEntries == 0)
        {
            return $"the boot sector gives {rootEntries} entries in the root directory (offset 17), which does not fit {(isFat32 ? "FAT32" : "FAT12 or FAT16")}";
        }

        uint rootSectors = ((rootEntries * FatEntry.Bytes) + sectorBytes - 1) / sectorBytes;
        ulong data = reserved + ((ulong)fats * fatSectors) + rootSectors;
        if (data >= total || (total - data) / clusterSectors == 0)
        {
            return $"the boot sector gives {total} sectors (offsets 19 and 32), but {data} of them lie before the first cluster";
        }

        uint clusters = (uint)((total - data) / clusterSectors);
        FatKind kind = isFat32 ? FatKind.Fat32 : clusters <= MaximumFat12Clusters ? FatKind.Fat12 : FatKind.Fat16;
        ulong fatEntries = (ulong)fatSectors * sectorBytes * 8 / (uint)kind;
        if (fatEntries <= FirstCluster || (kind == FatKind.Fat16 && clusters > MaximumFat16Clusters))
        {
            return $"the boot sector gives {fatSectors} sectors per FAT (offsets 22 and 36), which does not fit {clusters} clusters";
        }

        // A table that is too short, as some formatters make it: what it has no entry for was never used.
        clusters = (uint)Math.Min(Math.Min(clusters, MaximumFat32Clusters), fatEntries - FirstCluster);
        uint active = 0;
        uint rootCluster = 0;
        if (isFat32)
        {
            ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(sector[40..]);
            active = (flags & 0x80) != 0 ? flags & 0xFu : 0;
            if (active >= fats)
            {
                return $"the boot sector says that FAT {active} is in use (offset 40), but there are {fats}";
            }

            if (BinaryPrimitives.ReadUInt16LittleEndian(sector[42..]) is ushort version and not 0)
            {
                return $"the boot sector gives FAT32 version {version >> 8}.{version & 0xFF} (offset 42), known is 0.0";
            }

            rootCluster = BinaryPrimitives.ReadUInt32LittleEndian(sector[44..]) & FatTable.Mask;
            if (rootCluster < FirstCluster || rootCluster - FirstCluster >= clusters)
            {
                return $"the boot sector says that the root directory begins in cluster {rootCluster} (offset 44), but clusters are 2 to {clusters + 1}";
            }
        }

        (string label, string serial) = Names(sector, isFat32 ? 66 : 38);
        geometry = new FatGeometry
        {
            Kind = kind,
            ClusterBytes = (int)(clusterSectors * sectorBytes),
            ClusterCount = clusters,
            TableOffset = (reserved + ((ulong)active * fatSectors)) * sectorBytes,
            TableBytes = (ulong)fatSectors * sectorBytes,
            TableOffsets = Tables(sector, isFat32, active, fats, reserved * (ulong)sectorBytes, (ulong)fatSectors * sectorBytes),
            SectorBytes = (int)sectorBytes,
            Medium = sector[21],
            InformationOffset = isFat32 ? InformationOf(sector, reserved) * (ulong)sectorBytes : 0,
            RootOffset = (reserved + ((ulong)fats * fatSectors)) * sectorBytes,
            RootBytes = (int)(rootEntries * FatEntry.Bytes),
            RootCluster = rootCluster,
            DataOffset = data * sectorBytes,
            BootLabel = label,
            Serial = serial,
        };
        return null;
    }

    // Bit 7 of the flags: changes go to the table in use only.
    private static ulong[] Tables(ReadOnlySpan<byte> sector, bool isFat32, uint active, uint fats, ulong first, ulong bytes)
    {
        if (isFat32 && (BinaryPrimitives.ReadUInt16LittleEndian(sector[40..]) & 0x80) != 0)
        {
            return [first + (active * bytes)];
        }

        ulong[] tables = new ulong[fats];
        for (uint index = 0; index < fats; index++)
        {
            tables[index] = first + (index * bytes);
        }

        return tables;
    }

    private static uint InformationOf(ReadOnlySpan<byte> sector, uint reserved)
    {
        uint number = BinaryPrimitives.ReadUInt16LittleEndian(sector[48..]);
        return number > 0 && number < reserved ? number : 0;
    }

    private static bool IsSectorSize(uint bytes) => bytes is >= 512 and <= MaximumSectorBytes && uint.IsPow2(bytes);

    private static bool IsMedium(byte medium) => medium is 0xF0 or >= 0xF8;

    // The extended boot signature: 29h promises serial number and label, 28h the serial number only.
    private static (string Label, string Serial) Names(ReadOnlySpan<byte> sector, int offset)
    {
        byte signature = sector[offset];
        if (signature is not (0x28 or 0x29))
        {
            return (string.Empty, string.Empty);
        }

        uint serial = BinaryPrimitives.ReadUInt32LittleEndian(sector[(offset + 1)..]);
        string text = $"{serial >> 16:X4}-{serial & 0xFFFF:X4}";
        ReadOnlySpan<byte> label = sector.Slice(offset + 5, 11);
        return (signature == 0x28 || label.SequenceEqual("NO NAME    "u8) ? string.Empty : FatNames.Label(label), text);
    }
}

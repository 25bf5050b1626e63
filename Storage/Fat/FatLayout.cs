using System;

namespace CosmosNvme.Storage;

/// <summary>
/// Where everything is to lie on a new volume. The numbers are those that mkfs.fat of dosfstools 4.2 was seen to choose for disks and images
/// of many sizes; Tests compares them.
/// </summary>
internal sealed record FatLayout
{
    /// <summary>Copies of the table.</summary>
    internal const int Tables = 2;

    private const uint MaximumFat12Clusters = 4084;
    private const uint LeastFat16Clusters = 4087;
    private const uint MaximumFat16Clusters = 65524;
    private const uint MaximumFat32Clusters = 0x0FFFFFF6;
    private const uint LargestClusterSectors = 128;

    /// <summary>The variant.</summary>
    internal FatKind Kind { get; private init; }

    /// <summary>Bytes of a sector.</summary>
    internal int SectorBytes { get; private init; }

    /// <summary>Sectors of the volume; some at the end of the device may be left over.</summary>
    internal uint Sectors { get; private init; }

    /// <summary>Sectors of a cluster.</summary>
    internal uint ClusterSectors { get; private init; }

    /// <summary>Sectors before the first table.</summary>
    internal uint Reserved { get; private init; }

    /// <summary>Sectors of a table.</summary>
    internal uint TableSectors { get; private init; }

    /// <summary>Entries of the root directory; 0 for FAT32.</summary>
    internal uint RootEntries { get; private init; }

    /// <summary>The medium's byte.</summary>
    internal byte Medium { get; private init; }

    /// <summary>Sectors of a track, for systems that still ask.</summary>
    internal ushort TrackSectors { get; private init; }

    /// <summary>Heads, likewise.</summary>
    internal ushort Heads { get; private init; }

    /// <summary>Sectors before the first cluster.</summary>
    internal uint DataSector => Reserved + (Tables * TableSectors) + RootSectors;

    /// <summary>Clusters.</summary>
    internal uint Clusters => (Sectors - DataSector) / ClusterSectors;

    private uint RootSectors => ((RootEntries * FatEntry.Bytes) + (uint)SectorBytes - 1) / (uint)SectorBytes;

    /// <summary>Chooses the layout.</summary>
    /// <param name="deviceBytes">Bytes of the device.</param>
    /// <param name="sectorBytes">Bytes of a sector, those of the device's blocks: 512 to 4096.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="layout">Receives it; null if there is none.</param>
    /// <returns>What is in the way, as a phrase; null if nothing.</returns>
    internal static string? Choose(ulong deviceBytes, int sectorBytes, FatFormatOptions options, out FatLayout? layout)
    {
        layout = null;
        if (options.Bits is not (0 or 12 or 16 or 32))
        {
            return $"a FAT has 12, 16 or 32 bits, not {options.Bits}";
        }

        if (options.ClusterSectors < 0 || options.ClusterSectors > LargestClusterSectors || (options.ClusterSectors != 0 && !int.IsPow2(options.ClusterSectors)))
        {
            return $"a cluster has 1, 2, 4 ... {LargestClusterSectors} sectors, not {options.ClusterSectors}";
        }

        FatLayout shape = Shape((uint)Math.Min(deviceBytes / (uint)sectorBytes, uint.MaxValue), sectorBytes);
        bool isFat32 = options.Bits == 32 || (options.Bits == 0 && shape.IsDisk && deviceBytes >= 512UL << 20);
        layout = isFat32 ? shape.AsFat32((uint)options.ClusterSectors) : shape.AsFat12Or16(options.Bits, (uint)options.ClusterSectors);
        return layout is null ? $"{deviceBytes} bytes cannot be a FAT{(options.Bits == 0 ? string.Empty : $"{options.Bits}")} volume{(options.ClusterSectors == 0 ? string.Empty : $" with clusters of {options.ClusterSectors} sectors")}" : null;
    }

    private bool IsDisk => Medium == 0xF8;

    // Sectors per track and heads; whole tracks of them only.
    private static FatLayout Shape(uint sectors, int sectorBytes)
    {
        DiskShape shape = sectorBytes != 512 ? default : sectors switch
        {
            720 => new(0xFD, 2, 112, 9, 2),
            1440 => new(0xF9, 2, 112, 9, 2),
            2400 => new(0xF9, 1, 224, 15, 2),
            2880 => new(0xF0, 1, 224, 18, 2),
            5760 => new(0xF0, 2, 224, 36, 2),
            _ => default,
        };
        if (shape.Medium == 0)
        {
            (ushort track, ushort heads) = sectors switch
            {
                < 8192 => ((ushort)16, (ushort)2),
                <= 32768 => ((ushort)32, (ushort)2),
                <= 65536 => ((ushort)32, (ushort)4),
                <= 262144 => ((ushort)32, (ushort)8),
                <= 524288 => ((ushort)32, (ushort)16),
                <= 1024 * 63 * 16 => ((ushort)63, (ushort)16),
                <= 1024 * 63 * 32 => ((ushort)63, (ushort)32),
                <= 1024 * 63 * 64 => ((ushort)63, (ushort)64),
                <= 1024 * 63 * 128 => ((ushort)63, (ushort)128),
                _ => ((ushort)63, (ushort)255),
            };
            shape = new DiskShape(0xF8, 4, 512, track, heads);
        }

        return new FatLayout
        {
            SectorBytes = sectorBytes,
            Sectors = sectors / shape.Track * shape.Track,
            ClusterSectors = shape.Cluster,
            RootEntries = shape.Root,
            Medium = shape.Medium,
            TrackSectors = shape.Track,
            Heads = shape.Heads,
        };
    }

    private FatLayout? AsFat32(uint clusterSectors)
    {
        const uint LeastReserved = 32;
        uint mebibytes = (uint)((((ulong)Sectors * (ulong)SectorBytes) + (1 << 20) - 1) >> 20);
        uint clusterBytes = mebibytes switch { > 32 * 1024 => 32768u, > 16 * 1024 => 16384, > 8 * 1024 => 8192, > 260 => 4096, _ => 512 };
        uint cluster = clusterSectors != 0 ? clusterSectors : Math.Max(clusterBytes / (uint)SectorBytes, 1);
        uint reserved = RoundUp(LeastReserved, IsDisk ? cluster : 1);
        if (Sectors <= reserved)
        {
            return null;
        }

        ulong bytes = (ulong)(Sectors - reserved) * (ulong)SectorBytes;
        ulong clusters = (bytes + (Tables * 8)) / (((ulong)cluster * (ulong)SectorBytes) + (Tables * 4));
        uint table = RoundUp((uint)((((clusters + 2) * 4) + (ulong)SectorBytes - 1) / (ulong)SectorBytes), IsDisk ? cluster : 1);
        FatLayout layout = this with { Kind = FatKind.Fat32, ClusterSectors = cluster, Reserved = reserved, TableSectors = table, RootEntries = 0 };
        return layout.Fits(1, MaximumFat32Clusters) ? layout : null;
    }

    private FatLayout? AsFat12Or16(int bits, uint clusterSectors)
    {
        for (uint cluster = clusterSectors != 0 ? clusterSectors : ClusterSectors; cluster <= LargestClusterSectors; cluster *= 2)
        {
            // Small disks are not aligned to clusters.
            uint unit = IsDisk && Sectors > 8192 ? cluster : 1;
            uint root = RoundUp(RootSectors, unit) * (uint)SectorBytes / FatEntry.Bytes;
            FatLayout shape = this with { ClusterSectors = cluster, Reserved = RoundUp(1, unit), RootEntries = root };
            FatLayout? fat12 = bits == 16 ? null : shape.WithTables(FatKind.Fat12, 3, 2, unit, 1, MaximumFat12Clusters);
            FatLayout? fat16 = bits == 12 ? null : shape.WithTables(FatKind.Fat16, 4, 2, unit, LeastFat16Clusters, MaximumFat16Clusters);
            FatLayout? best = fat16 is null || (fat12 is not null && fat12.Clusters >= fat16.Clusters) ? fat12 : fat16;
            if (best is not null || clusterSectors != 0)
            {
                return best;
            }
        }

        return null;
    }

    // An entry has half as many bytes as the numerator says.
    private FatLayout? WithTables(FatKind kind, ulong halfBytes, ulong reservedEntries, uint unit, uint least, uint most)
    {
        uint before = Reserved + RootSectors;
        if (Sectors <= before)
        {
            return null;
        }

        ulong bytes = (ulong)(Sectors - before) * (ulong)SectorBytes;
        ulong clusters = 2 * (bytes + (Tables * halfBytes)) / ((2 * (ulong)ClusterSectors * (ulong)SectorBytes) + (Tables * halfBytes));
        ulong tableBytes = (((clusters + reservedEntries) * halfBytes) + 1) / 2;
        uint table = RoundUp((uint)((tableBytes + (ulong)SectorBytes - 1) / (ulong)SectorBytes), unit);
        FatLayout layout = this with { Kind = kind, TableSectors = table };
        return layout.Fits(least, most) ? layout : null;
    }

    private bool Fits(uint least, uint most) => DataSector < Sectors && Clusters >= least && Clusters <= most;

    private static uint RoundUp(uint value, uint unit) => (value + unit - 1) / unit * unit;

    private readonly record struct DiskShape(byte Medium, uint Cluster, uint Root, ushort Track, ushort Heads);
}

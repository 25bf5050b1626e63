using System;
using System.Buffers.Binary;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>Finds out by content what a device holds.</summary>
public static class FileSystemProbe
{
    // Reaches behind the last place that is looked at: btrfs's magic at 64 KiB.
    private const int HeadBytes = 68 * 1024;

    private static readonly FileSystemType[] s_types = [new FatType(), new IsoType()];

    /// <summary>The types that can be mounted, as Linux calls them.</summary>
    internal static string[] Types { get; } = [FatType.Name, IsoType.Name];

    /// <summary>The same for people.</summary>
    internal static string Supported => "vfat (FAT12, FAT16, FAT32) and iso9660";

    /// <summary>Looks at a device.</summary>
    /// <param name="device">The device; only read.</param>
    /// <param name="identity">What it holds; null if it is nothing that is known.</param>
    /// <returns>Success also if nothing is known; a failure if the device could not be read.</returns>
    public static FileStatus Identify(IBlockDevice device, out FileSystemIdentity? identity) => Find(device, out identity, out _);

    /// <summary>Finds the type that can mount a device.</summary>
    internal static FileStatus Find(IBlockDevice device, out FileSystemIdentity? identity, out FileSystemType? type)
    {
        identity = null;
        type = null;
        byte[] head = new byte[(int)Math.Min(HeadBytes, DeviceReader.Length(device))];
        if (head.Length == 0)
        {
            return FileStatus.Success;
        }

        BlockStatus status = DeviceReader.Read(device, 0, head);
        if (!status.IsSuccess)
        {
            return FileStatus.OfDevice(device, status, "its first blocks");
        }

        // Signatures first: NTFS and exFAT have a boot sector of the same shape as FAT's.
        if (Known(head) is string name)
        {
            identity = new FileSystemIdentity(name, string.Empty, string.Empty, $"it holds a file system of type {name}, which is not supported; supported are {Supported}");
            return FileStatus.Success;
        }

        foreach (FileSystemType candidate in s_types)
        {
            identity = candidate.Identify(device);
            if (identity is not null)
            {
                type = candidate;
                break;
            }
        }

        return FileStatus.Success;
    }

    /// <summary>True if a block is the boot sector of a file system rather than of a partitioned disk.</summary>
    internal static bool IsBootSector(ReadOnlySpan<byte> block) =>
        FatGeometry.LooksLikeFat(block) || Has(block, 3, "NTFS    "u8) || Has(block, 3, "EXFAT   "u8);

    private static string? Known(ReadOnlySpan<byte> head)
    {
        if (Has(head, 3, "NTFS    "u8))
        {
            return "ntfs";
        }

        if (Has(head, 3, "EXFAT   "u8))
        {
            return "exfat";
        }

        if (Has(head, 0, "XFSB"u8))
        {
            return "xfs";
        }

        if (Has(head, 0, "LUKS"u8) && Has(head, 4, [0xBA, 0xBE]))
        {
            return "crypto_LUKS";
        }

        if (Has(head, 4086, "SWAPSPACE2"u8))
        {
            return "swap";
        }

        if (Has(head, 0x10040, "_BHRfS_M"u8))
        {
            return "btrfs";
        }

        return Extended(head);
    }

    // ext2, ext3 and ext4 share a superblock at 1 KiB; its feature bits tell them apart.
    private static string? Extended(ReadOnlySpan<byte> head)
    {
        const int Superblock = 1024;
        const uint HasJournal = 0x4;
        const uint HasExtents = 0x40;
        if (head.Length < 2 * Superblock || !Has(head, Superblock + 56, [0x53, 0xEF]))
        {
            return null;
        }

        uint compatible = BinaryPrimitives.ReadUInt32LittleEndian(head[(Superblock + 92)..]);
        uint incompatible = BinaryPrimitives.ReadUInt32LittleEndian(head[(Superblock + 96)..]);
        return (incompatible & HasExtents) != 0 ? "ext4" : (compatible & HasJournal) != 0 ? "ext3" : "ext2";
    }

    private static bool Has(ReadOnlySpan<byte> bytes, int offset, ReadOnlySpan<byte> magic) =>
        bytes.Length >= offset + magic.Length && bytes[offset..].StartsWith(magic);
}

using System;
using System.Buffers.Binary;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>Makes FAT file systems (what mkfs.fat does). Everything that was on the device is lost.</summary>
public static class FatFormatter
{
    private const int ClearBytes = 1 << 20;
    private const int LabelBytes = 11;
    private const int BackupSector = 6;

    /// <summary>Makes a file system on the whole of a device, which nobody has mounted.</summary>
    /// <param name="device">A disk or partition.</param>
    /// <param name="options">What it should be like.</param>
    /// <returns>Success, or why there is none; after a failure of the device the old content may be gone all the same.</returns>
    public static FileStatus Format(IBlockDevice device, FatFormatOptions options)
    {
        if (device.IsReadOnly)
        {
            return FileStatus.Of(FileError.ReadOnly, $"/dev/{device.Name} is write-protected");
        }

        if (device.BlockBytes > 4096)
        {
            return FileStatus.Of(FileError.NotSupported, $"/dev/{device.Name} has blocks of {device.BlockBytes} bytes; FAT has sectors of at most 4096");
        }

        FileStatus status = EncodeLabel(options.Label, out byte[] label);
        if (!status.IsSuccess)
        {
            return status;
        }

        string? problem = FatLayout.Choose(DeviceReader.Length(device), device.BlockBytes, options, out FatLayout? layout);
        return layout is null
            ? FileStatus.Of(FileError.Invalid, $"/dev/{device.Name}: {problem}")
            : Write(new VolumeCache(device, writable: true), layout, label, options.Serial ?? SerialOf(DateTime.UtcNow));
    }

    // As DOS made it of date and time, so that no two are likely to be the same.
    private static uint SerialOf(DateTime now) =>
        ((uint)((now.Month << 8) + now.Day + (now.Second << 8) + (now.Millisecond / 10)) << 16) + (uint)((now.Hour << 8) + now.Minute + now.Year);

    private static FileStatus EncodeLabel(string label, out byte[] bytes)
    {
        bytes = new byte[LabelBytes];
        bytes.AsSpan().Fill((byte)' ');
        if (label.Length > LabelBytes || label.AsSpan().ContainsAny("\"*+,./:;<=>?[\\]|"))
        {
            return FileStatus.Of(FileError.Invalid, $"'{PrintableText.Of(label)}' cannot be a label: up to {LabelBytes} characters, none of \" * + , . / : ; < = > ? [ \\ ] |");
        }

        for (int index = 0; index < label.Length; index++)
        {
            bytes[index] = FatNames.Encode(label[index]);
            if (bytes[index] < ' ')
            {
                return FileStatus.Of(FileError.Invalid, $"'{PrintableText.Of(label)}' cannot be a label: no short name has its character {index + 1}");
            }
        }

        bytes[0] = FatNames.Escape(bytes[0]);
        return FileStatus.Success;
    }

    private static FileStatus Write(VolumeCache cache, FatLayout layout, byte[] label, uint serial)
    {
        ulong sector = (ulong)layout.SectorBytes;
        ulong table = layout.Reserved * sector;
        ulong data = layout.DataSector * sector;
        ulong root = layout.Kind == FatKind.Fat32 ? data : table + (FatLayout.Tables * layout.TableSectors * sector);

        // Without a boot sector until all the rest is there: half a file system must not look like one.
        BlockStatus status = Clear(cache, 0, data + (layout.Kind == FatKind.Fat32 ? layout.ClusterSectors * sector : 0));
        status = status.IsSuccess ? cache.Flush() : status;
        for (uint copy = 0; copy < FatLayout.Tables && status.IsSuccess; copy++)
        {
            status = cache.Write(table + (copy * layout.TableSectors * sector), FirstEntries(layout));
        }

        bool isNamed = label.AsSpan().ContainsAnyExcept((byte)' ');
        status = status.IsSuccess && isNamed ? cache.Write(root, LabelEntry(label)) : status;
        byte[] boot = BootSector(cache.Device, layout, isNamed ? label : "NO NAME    "u8, serial);
        if (layout.Kind == FatKind.Fat32)
        {
            byte[] information = InformationSector(layout);
            status = status.IsSuccess ? cache.Write(sector, information) : status;
            status = status.IsSuccess ? cache.Write(BackupSector * sector, boot) : status;
            status = status.IsSuccess ? cache.Write((BackupSector + 1) * sector, information) : status;
        }

        status = status.IsSuccess ? Settle(cache) : status;
        status = status.IsSuccess ? cache.Write(0, boot) : status;
        status = status.IsSuccess ? Settle(cache) : status;
        cache.Drop();
        return status.IsSuccess ? FileStatus.Success : FileStatus.OfDevice(cache.Device, status, "a new file system", "write");
    }

    private static BlockStatus Clear(VolumeCache cache, ulong from, ulong to)
    {
        byte[] zeros = new byte[ClearBytes];
        BlockStatus status = BlockStatus.Success;
        while (from < to && status.IsSuccess)
        {
            int count = (int)Math.Min(to - from, (ulong)zeros.Length);
            status = cache.WriteDirect(from, zeros.AsMemory(0, count));
            from += (ulong)count;
        }

        return status;
    }

    private static BlockStatus Settle(VolumeCache cache)
    {
        cache.WriteBackAll();
        BlockStatus failure = cache.TakeFailure(0, cache.Length);
        cache.TakeVolumeFailure();
        return failure.IsSuccess ? cache.Flush() : failure;
    }

    // The first repeats the medium, the second is an end mark with all state bits set: left in order.
    private static byte[] FirstEntries(FatLayout layout)
    {
        byte medium = layout.Medium;
        return layout.Kind switch
        {
            FatKind.Fat12 => [medium, 0xFF, 0xFF],
            FatKind.Fat16 => [medium, 0xFF, 0xFF, 0xFF],
            _ => [medium, 0xFF, 0xFF, 0x0F, 0xFF, 0xFF, 0xFF, 0x0F, 0xF8, 0xFF, 0xFF, 0x0F],
        };
    }

    private static byte[] LabelEntry(byte[] label)
    {
        byte[] raw = new byte[FatEntry.Bytes];
        DateTime now = FatTime.OfChange(DateTime.UtcNow);
        new FatEntry(string.Empty, string.Empty, FatEntry.VolumeLabelAttribute, 0, 0, 0, now, FatTime.OfUse(now), now).Encode(raw, FatKind.Fat32);
        label.CopyTo(raw, 0);
        return raw;
    }

    private static byte[] BootSector(IBlockDevice device, FatLayout layout, ReadOnlySpan<byte> label, uint serial)
    {
        byte[] sector = new byte[FatGeometry.BootSectorBytes];
        bool isFat32 = layout.Kind == FatKind.Fat32;
        int extension = isFat32 ? 64 : 36;
        byte drive = (byte)(layout.Medium == 0xF8 ? 0x80 : 0);
        bool isShort = layout.Sectors <= ushort.MaxValue && !isFat32;
        sector[0] = 0xEB;
        sector[1] = (byte)(isFat32 ? 0x58 : 0x3C);
        sector[2] = 0x90;
        "mkfs.fat"u8.CopyTo(sector.AsSpan(3));
        BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(11), (ushort)layout.SectorBytes);
        sector[13] = (byte)layout.ClusterSectors;
        BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(14), (ushort)layout.Reserved);
        sector[16] = FatLayout.Tables;
        BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(17), (ushort)layout.RootEntries);
        BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(19), isShort ? (ushort)layout.Sectors : (ushort)0);
        sector[21] = layout.Medium;
        BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(22), isFat32 ? (ushort)0 : (ushort)layout.TableSectors);
        BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(24), layout.TrackSectors);
        BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(26), layout.Heads);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(28), device is Partition partition ? (uint)Math.Min(partition.Entry.FirstBlock, uint.MaxValue) : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(32), isShort ? 0 : layout.Sectors);
        if (isFat32)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(36), layout.TableSectors);
            BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(44), FatGeometry.FirstCluster);
            BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(48), 1);
            BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(50), BackupSector);
        }

        sector[extension] = drive;
        sector[extension + 2] = 0x29;
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(extension + 3), serial);
        label.CopyTo(sector.AsSpan(extension + 7));
        (layout.Kind switch { FatKind.Fat12 => "FAT12   "u8, FatKind.Fat16 => "FAT16   "u8, _ => "FAT32   "u8 }).CopyTo(sector.AsSpan(extension + 18));

        // For those who boot it: INT 18h, which tells the firmware that there is nothing to boot.
        sector[sector[1] + 2] = 0xCD;
        sector[sector[1] + 3] = 0x18;
        sector[510] = 0x55;
        sector[511] = 0xAA;
        return sector;
    }

    private static byte[] InformationSector(FatLayout layout)
    {
        byte[] sector = new byte[FatGeometry.BootSectorBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(sector, 0x41615252);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(484), 0x61417272);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(488), layout.Clusters - 1);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(492), FatGeometry.FirstCluster);
        sector[510] = 0x55;
        sector[511] = 0xAA;
        return sector;
    }
}

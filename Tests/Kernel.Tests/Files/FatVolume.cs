using System;
using System.Buffers.Binary;
using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>A FAT32 volume on the disk that tests may overwrite, mounted for writing.</summary>
internal static class FatVolume
{
    /// <summary>Where it is mounted.</summary>
    internal const string Place = "/volume";

    private const int ReservedSectors = 32;
    private const int Tables = 2;
    private const uint RootCluster = 2;

    /// <summary>Formats the disk whole and mounts it.</summary>
    internal static void Mount()
    {
        IBlockDevice disk = KernelContext.DestructiveDisk;
        KernelContext.Storage.Files.Unmount("/dev/" + disk.Name);
        Format(disk);
        FileStatus status = KernelContext.Storage.Files.Mount("/dev/" + disk.Name, Place, writable: true, out _);
        Assert.That(status.IsSuccess, Is.True, status.Message);
    }

    /// <summary>Unmounts it, and sees that it was left in order: by itself it is as good as new when it is mounted again.</summary>
    internal static void Unmount()
    {
        FileStatus status = KernelContext.Storage.Files.Unmount(Place);
        Assert.That(status.IsSuccess, Is.True, status.Message);
    }

    // Microsoft's FAT specification (fatgen103): boot sector, FSInfo, two tables, root directory; one sector a cluster.
    private static void Format(IBlockDevice disk)
    {
        int sector = disk.BlockBytes;
        uint sectors = (uint)disk.BlockCount;
        uint tableSectors = ((sectors * 4) + (uint)sector - 1) / (uint)sector;
        byte[] boot = new byte[sector];
        boot[0] = 0xEB;
        boot[1] = 0x58;
        boot[2] = 0x90;
        Encoding.ASCII.GetBytes("COSMOS  ").CopyTo(boot, 3);
        BinaryPrimitives.WriteUInt16LittleEndian(boot.AsSpan(11), (ushort)sector);
        boot[13] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(boot.AsSpan(14), ReservedSectors);
        boot[16] = Tables;
        boot[21] = 0xF8;
        BinaryPrimitives.WriteUInt16LittleEndian(boot.AsSpan(24), 63);
        BinaryPrimitives.WriteUInt16LittleEndian(boot.AsSpan(26), 255);
        BinaryPrimitives.WriteUInt32LittleEndian(boot.AsSpan(32), sectors);
        BinaryPrimitives.WriteUInt32LittleEndian(boot.AsSpan(36), tableSectors);
        BinaryPrimitives.WriteUInt32LittleEndian(boot.AsSpan(44), RootCluster);
        BinaryPrimitives.WriteUInt16LittleEndian(boot.AsSpan(48), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(boot.AsSpan(50), 6);
        boot[64] = 0x80;
        boot[66] = 0x29;
        Encoding.ASCII.GetBytes("NO NAME    FAT32   ").CopyTo(boot, 71);
        boot[510] = 0x55;
        boot[511] = 0xAA;

        byte[] information = new byte[sector];
        BinaryPrimitives.WriteUInt32LittleEndian(information, 0x41615252);
        BinaryPrimitives.WriteUInt32LittleEndian(information.AsSpan(484), 0x61417272);
        BinaryPrimitives.WriteUInt32LittleEndian(information.AsSpan(488), uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(information.AsSpan(492), uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(information.AsSpan(508), 0xAA550000);

        Clear(disk, 0, ReservedSectors + (Tables * tableSectors) + 1);
        Write(disk, 0, boot);
        Write(disk, 1, information);
        Write(disk, 6, boot);
        byte[] table = new byte[sector];
        BinaryPrimitives.WriteUInt32LittleEndian(table, 0x0FFFFFF8);
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4), 0x0FFFFFFF);
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(8), 0x0FFFFFFF);
        for (uint i = 0; i < Tables; i++)
        {
            Write(disk, ReservedSectors + (i * tableSectors), table);
        }
    }

    private static void Clear(IBlockDevice disk, ulong first, ulong count)
    {
        const ulong Piece = 32;
        byte[] zeros = new byte[(int)Piece * disk.BlockBytes];
        for (ulong done = 0; done < count; done += Piece)
        {
            Write(disk, first + done, zeros.AsMemory(0, (int)Math.Min(Piece, count - done) * disk.BlockBytes));
        }
    }

    private static void Write(IBlockDevice disk, ulong block, ReadOnlyMemory<byte> bytes) => Assert.That(disk.Write(block, bytes).Error, Is.EqualTo(BlockError.None));
}

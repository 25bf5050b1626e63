using System;
using System.Buffers.Binary;
using System.Text;

namespace CosmosNvme.Fuzz;

/// <summary>Small FAT volumes, each with a directory, a long name, a file of two clusters, and an empty file.</summary>
internal static class FatSeeds
{
    private const int Sector = 512;

    /// <summary>FAT12: eight clusters.</summary>
    internal static byte[] Fat12()
    {
        byte[] volume = new byte[12 * Sector];
        BootSector(volume, reserved: 1, rootEntries: 16, sectors: 20, fatSectors: 1);
        "FAT12   "u8.CopyTo(volume.AsSpan(54));
        ushort[] table = [0xFF8, 0xFFF, 3, 0xFFF, 0xFFF, 6, 0xFFF];
        Span<byte> fat = volume.AsSpan(Sector, Sector);
        for (int cluster = 0; cluster < table.Length; cluster++)
        {
            int place = cluster * 3 / 2;
            ushort old = BinaryPrimitives.ReadUInt16LittleEndian(fat[place..]);
            BinaryPrimitives.WriteUInt16LittleEndian(fat[place..], (ushort)((cluster & 1) != 0 ? old | (table[cluster] << 4) : old | table[cluster]));
        }

        Tree(volume.AsSpan(2 * Sector), volume.AsSpan(3 * Sector));
        return volume;
    }

    /// <summary>FAT16: the fewest clusters that make it one; the disk gives the zeros that are left out here.</summary>
    internal static byte[] Fat16()
    {
        const int FatSectors = 16;
        byte[] volume = new byte[(2 + FatSectors + 8) * Sector];
        BootSector(volume, reserved: 1, rootEntries: 16, sectors: 1 + FatSectors + 1 + 4085, fatSectors: FatSectors);
        "FAT16   "u8.CopyTo(volume.AsSpan(54));
        ushort[] table = [0xFFF8, 0xFFFF, 3, 0xFFFF, 0xFFFF, 6, 0xFFFF];
        for (int cluster = 0; cluster < table.Length; cluster++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(volume.AsSpan(Sector + (cluster * 2)), table[cluster]);
        }

        Tree(volume.AsSpan((1 + FatSectors) * Sector), volume.AsSpan((2 + FatSectors) * Sector));
        return volume;
    }

    /// <summary>FAT32: its root is cluster 7.</summary>
    internal static byte[] Fat32()
    {
        byte[] volume = new byte[12 * Sector];
        BootSector(volume, reserved: 2, rootEntries: 0, sectors: 20, fatSectors: 0);
        BinaryPrimitives.WriteUInt32LittleEndian(volume.AsSpan(36), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(volume.AsSpan(44), 7);
        volume[38] = 0;
        volume[66] = 0x29;
        "FAT32   "u8.CopyTo(volume.AsSpan(82));
        uint[] table = [0x0FFFFFF8, 0x0FFFFFFF, 3, 0x0FFFFFFF, 0x0FFFFFFF, 6, 0x0FFFFFFF, 0x0FFFFFFF];
        for (int cluster = 0; cluster < table.Length; cluster++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(volume.AsSpan((2 * Sector) + (cluster * 4)), table[cluster]);
        }

        Tree(volume.AsSpan((3 + 5) * Sector), volume.AsSpan(3 * Sector));
        return volume;
    }

    private static void BootSector(Span<byte> sector, int reserved, int rootEntries, int sectors, int fatSectors)
    {
        sector[0] = 0xEB;
        sector[2] = 0x90;
        BinaryPrimitives.WriteUInt16LittleEndian(sector[11..], Sector);
        sector[13] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(sector[14..], (ushort)reserved);
        sector[16] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(sector[17..], (ushort)rootEntries);
        BinaryPrimitives.WriteUInt16LittleEndian(sector[19..], (ushort)sectors);
        sector[21] = 0xF8;
        BinaryPrimitives.WriteUInt16LittleEndian(sector[22..], (ushort)fatSectors);
        sector[38] = 0x29;
        "NO NAME    "u8.CopyTo(sector[43..]);
        sector[510] = 0x55;
        sector[511] = 0xAA;
    }

    // Cluster n lies at (n - 2) sectors: 2 and 3 are a file, 4 is a directory with a file in 5 and 6.
    private static void Tree(Span<byte> root, Span<byte> clusters)
    {
        Entry(root, "COSMOS     ", 0x08, 0, 0);
        Entry(root[32..], "HELLO   TXT", 0x20, 2, 700);
        LongName(root[64..], "A longer name.txt"[..13], "ALONGE~1TXT", 0x41);
        Entry(root[96..], "ALONGE~1TXT", 0x20, 0, 0);
        Entry(root[128..], "SUB        ", 0x10, 4, 0);
        Span<byte> directory = clusters.Slice(2 * Sector, Sector);
        Entry(directory, ".          ", 0x10, 4, 0);
        Entry(directory[32..], "..         ", 0x10, 0, 0);
        directory[64] = 0xE5;
        Entry(directory[96..], "INNER   BIN", 0x21, 5, 1024);
        for (int index = 0; index < 2 * Sector; index++)
        {
            clusters[index] = (byte)index;
        }
    }

    private static void Entry(Span<byte> entry, string name, byte attributes, ushort cluster, uint length)
    {
        Encoding.ASCII.GetBytes(name, entry);
        entry[11] = attributes;
        BinaryPrimitives.WriteUInt16LittleEndian(entry[22..], 0x6000);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[24..], 0x5A21);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[26..], cluster);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[28..], length);
    }

    private static void LongName(Span<byte> entry, string name, string shortName, byte number)
    {
        entry[0] = number;
        entry[11] = 0x0F;
        byte[] units = Encoding.Unicode.GetBytes(name.PadRight(13, '\0'));
        units.AsSpan(0, 10).CopyTo(entry[1..]);
        units.AsSpan(10, 12).CopyTo(entry[14..]);
        units.AsSpan(22, 4).CopyTo(entry[28..]);
        byte sum = 0;
        foreach (char next in shortName)
        {
            sum = (byte)(((sum & 1) << 7) + (sum >> 1) + next);
        }

        entry[13] = sum;
    }
}

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace CosmosNvme.Lab;

/// <summary>Writes GUID partition tables for blocks and entries of any size, which the host's tools cannot do on image files.</summary>
public static class GptWriter
{
    /// <summary>The type of partitions with plain data.</summary>
    public static readonly Guid BasicData = new("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7");

    private const int HeaderBytes = 92;
    private const int EntryCount = 128;

    /// <summary>Writes protective MBR, both headers and both arrays of entries into an image.</summary>
    /// <param name="disk">The whole disk.</param>
    /// <param name="blockBytes">Bytes of a block.</param>
    /// <param name="partitions">First and last block, and name, of each partition.</param>
    /// <param name="entryBytes">Bytes of an entry: 128 or more.</param>
    public static void Write(Span<byte> disk, int blockBytes, IReadOnlyList<(ulong First, ulong Last, string Name)> partitions, int entryBytes = 128)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        ulong blocks = (ulong)(disk.Length / blockBytes);
        byte[] array = new byte[EntryCount * entryBytes];
        for (int index = 0; index < partitions.Count; index++)
        {
            (ulong first, ulong last, string name) = partitions[index];
            Span<byte> entry = array.AsSpan(index * entryBytes, entryBytes);
            BasicData.TryWriteBytes(entry);
            new Guid(index + 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11).TryWriteBytes(entry[16..]);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[32..], first);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[40..], last);
            Encoding.Unicode.GetBytes(name, entry[56..128]);
        }

        ulong arrayBlocks = (ulong)((array.Length + blockBytes - 1) / blockBytes);
        ulong backupArray = blocks - 1 - arrayBlocks;
        array.CopyTo(disk[(2 * blockBytes)..]);
        array.CopyTo(disk[((int)backupArray * blockBytes)..]);
        Span<byte> header = disk.Slice(blockBytes, blockBytes);
        header.Clear();
        "EFI PART"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], 0x00010000);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], HeaderBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], blocks - 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], 2 + arrayBlocks);
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], backupArray - 1);
        new Guid("00112233-4455-6677-8899-aabbccddeeff").TryWriteBytes(header[56..]);
        BinaryPrimitives.WriteUInt64LittleEndian(header[72..], 2);
        BinaryPrimitives.WriteUInt32LittleEndian(header[80..], EntryCount);
        BinaryPrimitives.WriteUInt32LittleEndian(header[84..], (uint)entryBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header[88..], Checksum(array));
        Seal(header);

        Span<byte> backup = disk.Slice((int)(blocks - 1) * blockBytes, blockBytes);
        header.CopyTo(backup);
        BinaryPrimitives.WriteUInt64LittleEndian(backup[24..], blocks - 1);
        BinaryPrimitives.WriteUInt64LittleEndian(backup[32..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(backup[72..], backupArray);
        Seal(backup);
        WriteProtectiveRecord(disk, blocks);
    }

    /// <summary>Puts the right checksum of the header itself into a header of 92 bytes.</summary>
    /// <param name="header">The header's block.</param>
    public static void Seal(Span<byte> header)
    {
        header.Slice(16, 4).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], Checksum(header[..HeaderBytes]));
    }

    /// <summary>The CRC-32 that GPT uses, computed bit by bit.</summary>
    /// <param name="bytes">What to sum.</param>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint value = uint.MaxValue;
        foreach (byte next in bytes)
        {
            value ^= next;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ ((value & 1) * 0xEDB88320);
            }
        }

        return ~value;
    }

    private static void WriteProtectiveRecord(Span<byte> disk, ulong blocks)
    {
        Span<byte> record = disk[..512];
        record[446..].Clear();
        record[450] = 0xEE;
        BinaryPrimitives.WriteUInt32LittleEndian(record[454..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(record[458..], (uint)Math.Min(blocks - 1, uint.MaxValue));
        record[510] = 0x55;
        record[511] = 0xAA;
    }
}

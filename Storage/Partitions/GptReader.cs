using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>Reads a GUID partition table (UEFI 2.10 §5.3): the primary one, or the backup at the disk's end if that is damaged.</summary>
internal static class GptReader
{
    private const ulong PrimaryBlock = 1;
    private const int NameOffset = 56;
    private const int NameBytes = 72;

    /// <summary>True if a block begins a GPT. A block that cannot be read does not.</summary>
    internal static bool IsAt(IBlockDevice disk, ulong lba)
    {
        byte[] block = new byte[disk.BlockBytes];
        return lba < disk.BlockCount && disk.Read(lba, block).IsSuccess && GptHeader.HasSignature(block);
    }

    /// <summary>Reads the table.</summary>
    /// <param name="disk">The disk; its block 0 holds a protective MBR.</param>
    /// <param name="isHybrid">That MBR has other entries too.</param>
    internal static PartitionTable Read(IBlockDevice disk, bool isHybrid)
    {
        List<PartitionEntry> entries = [];
        string? primary = ReadAt(disk, PrimaryBlock, entries);
        if (primary is null)
        {
            return new PartitionTable(PartitionTableKind.Gpt, entries, null, isHybrid ? $"{disk.Name}: the MBR is a hybrid one; its entries are left alone and the GPT is used" : null);
        }

        ulong last = disk.BlockCount - 1;
        string? backup = last > PrimaryBlock ? ReadAt(disk, last, entries) : "the disk is too small for one";
        return backup is null
            ? new PartitionTable(PartitionTableKind.Gpt, entries, null, $"{disk.Name}: the GPT in block 1 is damaged: {primary}. Its backup in block {last} is used; 'gdisk' or 'sgdisk' on another machine repairs it")
            : PartitionTable.Damaged(PartitionTableKind.Gpt, $"{disk.Name}: the GPT in block 1 is damaged: {primary}. Its backup in block {last} is of no use either: {backup}");
    }

    private static string? ReadAt(IBlockDevice disk, ulong lba, List<PartitionEntry> entries)
    {
        entries.Clear();
        if (lba >= disk.BlockCount)
        {
            return "the disk is too small for one";
        }

        byte[] block = new byte[disk.BlockBytes];
        BlockStatus status = disk.Read(lba, block);
        if (!status.IsSuccess)
        {
            return $"the header cannot be read ({status.Error})";
        }

        string? problem = GptHeader.Parse(disk, lba, block, out GptHeader? header);
        if (header is null)
        {
            return problem;
        }

        byte[] array = new byte[header.ArrayBytes];
        status = DeviceReader.Read(disk, header.EntriesBlock * (ulong)disk.BlockBytes, array);
        if (!status.IsSuccess)
        {
            return $"the entries from block {header.EntriesBlock} on cannot be read ({status.Error})";
        }

        uint checksum = Crc32.Of(array);
        if (checksum != header.EntriesChecksum)
        {
            return $"the checksum of the entries is 0x{header.EntriesChecksum:x8}, but their bytes from block {header.EntriesBlock} on give 0x{checksum:x8}";
        }

        problem = ReadEntries(header, array, entries) ?? MbrReader.Overlap(entries);
        if (problem is not null)
        {
            entries.Clear();
        }

        return problem;
    }

    private static string? ReadEntries(GptHeader header, ReadOnlySpan<byte> array, List<PartitionEntry> entries)
    {
        for (int index = 0; index < header.EntryCount; index++)
        {
            ReadOnlySpan<byte> entry = array.Slice(index * (int)header.EntryBytes, (int)header.EntryBytes);
            Guid type = new(entry[..16]);
            if (type == Guid.Empty)
            {
                continue;
            }

            ulong first = BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]);
            ulong last = BinaryPrimitives.ReadUInt64LittleEndian(entry[40..]);
            if (first > last || first < header.FirstUsable || last > header.LastUsable)
            {
                return string.Create(CultureInfo.InvariantCulture, $"entry {index + 1} covers blocks {first}-{last}, which are not within the usable blocks {header.FirstUsable}-{header.LastUsable}");
            }

            string name = Name(entry.Slice(NameOffset, NameBytes));
            entries.Add(new PartitionEntry(index + 1, first, last - first + 1, type.ToString("D"), name, new Guid(entry.Slice(16, 16))));
        }

        return null;
    }

    private static string Name(ReadOnlySpan<byte> bytes)
    {
        // Encoding.Unicode puts U+FFFD where a half of a surrogate pair stands alone.
        string name = Encoding.Unicode.GetString(bytes);
        int end = name.IndexOf('\0', StringComparison.Ordinal);
        return PrintableText.Of(end < 0 ? name : name.AsSpan(0, end));
    }
}

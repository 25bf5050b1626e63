using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A GUID partition table that is changed (UEFI 2.10 §5.3): entries of 128 bytes in both places, and the protective MBR.</summary>
internal sealed class GptTable
{
    private const int EntryCount = 128;
    private const int EntryBytes = 128;
    private const int HeaderBytes = 92;
    private const int NameOffset = 56;
    private const int NameBytes = 72;
    private const ulong LeastBlocks = 128;

    private static readonly Guid s_basicData = new("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7");
    private static readonly Guid s_linux = new("0fc63daf-8483-4772-8e79-3d69d8477de4");

    private readonly IBlockDevice _disk;
    private readonly byte[] _entries;
    private readonly Guid _id;

    private GptTable(IBlockDevice disk, byte[] entries, Guid id)
    {
        _disk = disk;
        _entries = entries;
        _id = id;
    }

    private ulong ArrayBlocks => ArrayBlocksOf(_disk);

    /// <summary>Makes an empty table with its protective MBR.</summary>
    internal static FileStatus Create(IBlockDevice disk)
    {
        if (disk.BlockCount < LeastBlocks)
        {
            return FileStatus.Of(FileError.Invalid, $"{disk.Name} has {disk.BlockCount} blocks, too few for a partition table");
        }

        FileStatus status = new GptTable(disk, new byte[EntryCount * EntryBytes], Guid.NewGuid()).Write();
        return status.IsSuccess ? WriteProtectiveRecord(disk) : status;
    }

    /// <summary>The blocks between both arrays of entries.</summary>
    internal static (ulong First, ulong Last) Usable(IBlockDevice disk)
    {
        ulong array = ArrayBlocksOf(disk);
        return (2 + array, disk.BlockCount - 2 - array);
    }

    /// <summary>Reads a table that <see cref="PartitionTable.Read"/> found nothing wrong with.</summary>
    internal static FileStatus Read(IBlockDevice disk, out GptTable? table)
    {
        table = null;
        byte[] block = new byte[disk.BlockBytes];
        foreach (ulong place in new[] { 1UL, disk.BlockCount - 1 })
        {
            BlockStatus status = disk.Read(place, block);
            if (!status.IsSuccess)
            {
                return FileStatus.OfDevice(disk, status, $"block {place}");
            }

            Guid id = new(block.AsSpan(56, 16));
            if (GptHeader.Parse(disk, place, block, out GptHeader? header) is not null)
            {
                continue;
            }

            if (header!.EntryBytes != EntryBytes || header.EntryCount != EntryCount || header.FirstUsable < Usable(disk).First || header.LastUsable > Usable(disk).Last)
            {
                return FileStatus.Of(FileError.NotSupported, $"{disk.Name}: the GPT has an unusual shape ({header.EntryCount} entries of {header.EntryBytes} bytes), which is not changed");
            }

            byte[] entries = new byte[EntryCount * EntryBytes];
            status = DeviceReader.Read(disk, header.EntriesBlock * (ulong)disk.BlockBytes, entries);
            if (!status.IsSuccess)
            {
                return FileStatus.OfDevice(disk, status, "the entries of the GPT");
            }

            if (Crc32.Of(entries) == header.EntriesChecksum)
            {
                table = new GptTable(disk, entries, id);
                return FileStatus.Success;
            }
        }

        return FileStatus.Of(FileError.Damaged, $"{disk.Name}: no copy of the GPT is whole");
    }

    internal FileStatus Add(PartitionSpec spec, out int number)
    {
        number = 1;
        while (number <= EntryCount && IsUsed(number))
        {
            number++;
        }

        if (number > EntryCount)
        {
            return FileStatus.Of(FileError.NoSpace, $"{_disk.Name} has {EntryCount} partitions already");
        }

        byte[] name = Encoding.Unicode.GetBytes(spec.Name);
        FileStatus status = name.Length > NameBytes ? FileStatus.Of(FileError.NameTooLong) : CheckFree(number, spec.FirstBlock, spec.LastBlock);
        if (!status.IsSuccess)
        {
            return status;
        }

        Span<byte> entry = EntryOf(number);
        entry.Clear();
        (spec.IsFat ? s_basicData : s_linux).TryWriteBytes(entry);
        Guid.NewGuid().TryWriteBytes(entry[16..]);
        SetRange(entry, spec.FirstBlock, spec.LastBlock);
        name.CopyTo(entry[NameOffset..]);
        return FileStatus.Success;
    }

    internal FileStatus Remove(int number)
    {
        if (!IsUsed(number))
        {
            return NoSuch(number);
        }

        EntryOf(number).Clear();
        return FileStatus.Success;
    }

    internal FileStatus Resize(int number, ulong last)
    {
        if (!IsUsed(number))
        {
            return NoSuch(number);
        }

        ulong first = RangeOf(number).First;
        FileStatus status = CheckFree(number, first, last);
        if (status.IsSuccess)
        {
            SetRange(EntryOf(number), first, last);
        }

        return status;
    }

    /// <summary>Writes both copies: first the backup.</summary>
    internal FileStatus Write()
    {
        ulong last = _disk.BlockCount - 1;
        FileStatus status = WriteCopy(last, last - ArrayBlocks, 1);
        return status.IsSuccess ? WriteCopy(1, 2, last) : status;
    }

    private static ulong ArrayBlocksOf(IBlockDevice disk) => ((EntryCount * EntryBytes) + (ulong)disk.BlockBytes - 1) / (ulong)disk.BlockBytes;

    private static void SetRange(Span<byte> entry, ulong first, ulong last)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(entry[32..], first);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[40..], last);
    }

    // One entry over all blocks, so that systems that know no GPT take the disk for full.
    private static FileStatus WriteProtectiveRecord(IBlockDevice disk)
    {
        byte[] block = new byte[disk.BlockBytes];
        Span<byte> entry = block.AsSpan(446);
        entry[2] = 2;
        entry[4] = 0xEE;
        entry[5] = entry[6] = entry[7] = 0xFF;
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], (uint)Math.Min(disk.BlockCount - 1, uint.MaxValue));
        block[510] = 0x55;
        block[511] = 0xAA;
        FileStatus status = PartitionEditor.Write(disk, 0, block, "its first block");
        return status.IsSuccess ? PartitionEditor.Flush(disk) : status;
    }

    private FileStatus WriteCopy(ulong place, ulong entriesBlock, ulong otherPlace)
    {
        byte[] array = new byte[ArrayBlocks * (ulong)_disk.BlockBytes];
        _entries.CopyTo(array, 0);
        byte[] block = new byte[_disk.BlockBytes];
        (ulong first, ulong last) = Usable(_disk);
        "EFI PART"u8.CopyTo(block);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(8), 0x00010000);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(12), HeaderBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(24), place);
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(32), otherPlace);
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(40), first);
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(48), last);
        _id.TryWriteBytes(block.AsSpan(56));
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(72), entriesBlock);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(80), EntryCount);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(84), EntryBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(88), Crc32.Of(_entries));
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(16), Crc32.Of(block.AsSpan(0, HeaderBytes)));

        // A header is good only with its array: the array comes first.
        FileStatus status = PartitionEditor.Write(_disk, entriesBlock, array, "the entries of a GPT");
        status = status.IsSuccess ? PartitionEditor.Flush(_disk) : status;
        status = status.IsSuccess ? PartitionEditor.Write(_disk, place, block, "the header of a GPT") : status;
        return status.IsSuccess ? PartitionEditor.Flush(_disk) : status;
    }

    private Span<byte> EntryOf(int number) => _entries.AsSpan((number - 1) * EntryBytes, EntryBytes);

    private bool IsUsed(int number) => number is >= 1 and <= EntryCount && new Guid(EntryOf(number)[..16]) != Guid.Empty;

    private (ulong First, ulong Last) RangeOf(int number)
    {
        Span<byte> entry = EntryOf(number);
        return (BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]), BinaryPrimitives.ReadUInt64LittleEndian(entry[40..]));
    }

    private FileStatus CheckFree(int number, ulong first, ulong last)
    {
        FileStatus status = PartitionEditor.CheckRange(_disk, first, last, Usable(_disk));
        IEnumerable<int> others = Enumerable.Range(1, EntryCount).Where(other => other != number && IsUsed(other));
        foreach (int other in status.IsSuccess ? others : [])
        {
            (ulong otherFirst, ulong otherLast) = RangeOf(other);
            if (first <= otherLast && last >= otherFirst)
            {
                return FileStatus.Of(FileError.Invalid, $"blocks {first}-{last} overlap partition {other} (blocks {otherFirst}-{otherLast})");
            }
        }

        return status;
    }

    private FileStatus NoSuch(int number) => FileStatus.Of(FileError.NoEntry, $"{_disk.Name} has no partition {number}");
}

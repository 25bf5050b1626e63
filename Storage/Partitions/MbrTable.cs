using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A master boot record that is changed, with the chain of logical partitions (UEFI 2.10 §5.2). Boot code in block 0 is kept.</summary>
internal sealed class MbrTable
{
    private const int EntriesOffset = 446;
    private const int EntryBytes = 16;
    private const int MostLogical = 60;
    private const int FirstLogicalNumber = 5;
    private const byte ExtendedType = 0x0F;
    private const byte FatType = 0x0C;
    private const byte LinuxType = 0x83;

    private readonly IBlockDevice _disk;
    private readonly byte[] _record;
    private readonly Slot[] _primary = new Slot[MasterBootRecord.EntryCount];
    private readonly List<Slot> _logical = [];

    private MbrTable(IBlockDevice disk, byte[] record)
    {
        _disk = disk;
        _record = record;
    }

    private int ExtendedIndex => Array.FindIndex(_primary, slot => MasterBootRecord.IsExtended(slot.Type));

    /// <summary>Makes an empty table.</summary>
    internal static FileStatus Create(IBlockDevice disk)
    {
        byte[] block = new byte[disk.BlockBytes];
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(440), Random.Shared.Next());
        MbrTable table = new(disk, block);

        // What is left of a GPT would win over the new table on other systems, and warn here.
        FileStatus status = FileStatus.Success;
        foreach (ulong place in new[] { disk.BlockCount - 1, 1UL })
        {
            status = status.IsSuccess && GptReader.IsAt(disk, place) ? PartitionEditor.Write(disk, place, new byte[disk.BlockBytes], "a header of a GPT") : status;
        }

        return status.IsSuccess ? table.Write() : status;
    }

    /// <summary>Reads a table that <see cref="PartitionTable.Read"/> found nothing wrong with.</summary>
    internal static FileStatus Read(IBlockDevice disk, out MbrTable? table)
    {
        table = null;
        byte[] block = new byte[disk.BlockBytes];
        BlockStatus status = disk.Read(0, block);
        if (!status.IsSuccess)
        {
            return FileStatus.OfDevice(disk, status, "block 0");
        }

        MbrTable read = new(disk, block);
        MasterBootRecord record = new(block);
        for (int index = 0; index < MasterBootRecord.EntryCount; index++)
        {
            (byte type, uint start, uint count) = record[index];
            read._primary[index] = new Slot(type, start, count);
        }

        foreach (PartitionEntry entry in PartitionTable.Read(disk).Entries.Where(entry => entry.Number >= FirstLogicalNumber))
        {
            byte type = Convert.ToByte(entry.Type, 16);
            read._logical.Add(new Slot(type, (uint)entry.FirstBlock, (uint)entry.BlockCount));
        }

        table = read;
        return FileStatus.Success;
    }

    internal FileStatus Add(PartitionSpec spec, out int number)
    {
        number = 0;
        FileStatus status = PartitionEditor.CheckRange(_disk, spec.FirstBlock, spec.LastBlock, PartitionEditor.Usable(_disk, PartitionTableKind.Mbr));
        if (!status.IsSuccess)
        {
            return status;
        }

        byte type = spec.Role == PartitionRole.Extended ? ExtendedType : spec.IsFat ? FatType : LinuxType;
        Slot slot = new(type, (uint)spec.FirstBlock, (uint)(spec.LastBlock - spec.FirstBlock + 1));
        if (spec.Role == PartitionRole.Logical)
        {
            status = CheckLogical(slot, null);
            if (status.IsSuccess)
            {
                _logical.Add(slot);
                number = FirstLogicalNumber + _logical.Count - 1;
            }

            return status;
        }

        int index = Array.FindIndex(_primary, other => other.Type == 0);
        if (index < 0)
        {
            return FileStatus.Of(FileError.NoSpace, $"{_disk.Name} has {MasterBootRecord.EntryCount} primary partitions already; an extended one among them can hold logical ones");
        }

        if (spec.Role == PartitionRole.Extended && ExtendedIndex >= 0)
        {
            return FileStatus.Of(FileError.Exists, $"{_disk.Name} has an extended partition already");
        }

        status = CheckFree(_primary, slot, null);
        if (status.IsSuccess)
        {
            _primary[index] = slot;
            number = index + 1;
        }

        return status;
    }

    internal FileStatus Remove(int number)
    {
        if (!Has(number))
        {
            return NoSuch(number);
        }

        if (number >= FirstLogicalNumber)
        {
            _logical.RemoveAt(number - FirstLogicalNumber);
            return FileStatus.Success;
        }

        if (ExtendedIndex == number - 1)
        {
            _logical.Clear();
        }

        _primary[number - 1] = default;
        return FileStatus.Success;
    }

    internal FileStatus Resize(int number, ulong last)
    {
        if (!Has(number))
        {
            return NoSuch(number);
        }

        bool isLogical = number >= FirstLogicalNumber;
        Slot old = isLogical ? _logical[number - FirstLogicalNumber] : _primary[number - 1];
        FileStatus status = PartitionEditor.CheckRange(_disk, old.First, last, PartitionEditor.Usable(_disk, PartitionTableKind.Mbr));
        Slot slot = status.IsSuccess ? old with { Count = (uint)(last - old.First + 1) } : old;
        status = !status.IsSuccess ? status : isLogical ? CheckLogical(slot, old) : CheckFree(_primary, slot, old);
        if (!status.IsSuccess)
        {
            return status;
        }

        if (isLogical)
        {
            _logical[number - FirstLogicalNumber] = slot;
        }
        else if (MasterBootRecord.IsExtended(slot.Type) && _logical.Exists(logical => logical.Last > slot.Last))
        {
            return FileStatus.Of(FileError.Invalid, $"logical partitions lie behind block {slot.Last}");
        }
        else
        {
            _primary[number - 1] = slot;
        }

        return FileStatus.Success;
    }

    /// <summary>Writes the chain from its end, then block 0.</summary>
    internal FileStatus Write()
    {
        Span<byte> entries = _record.AsSpan(EntriesOffset, MasterBootRecord.EntryCount * EntryBytes);
        for (int index = 0; index < MasterBootRecord.EntryCount; index++)
        {
            byte boot = _primary[index].Type == 0 ? (byte)0 : (byte)(entries[index * EntryBytes] & 0x80);
            Put(entries.Slice(index * EntryBytes, EntryBytes), boot, _primary[index].Type, _primary[index].First, _primary[index].Count);
        }

        FileStatus status = ExtendedIndex >= 0 ? WriteChain(_primary[ExtendedIndex]) : FileStatus.Success;
        Seal(_record);
        status = status.IsSuccess ? PartitionEditor.Flush(_disk) : status;
        status = status.IsSuccess ? PartitionEditor.Write(_disk, 0, _record, "the master boot record") : status;
        return status.IsSuccess ? PartitionEditor.Flush(_disk) : status;
    }

    // The link of a logical partition lies right before it, but the first one's at the beginning of the extended partition.
    private FileStatus WriteChain(Slot extended)
    {
        for (int index = Math.Max(_logical.Count - 1, 0); index >= 0; index--)
        {
            byte[] block = new byte[_disk.BlockBytes];
            uint place = LinkOf(index, extended);
            if (index < _logical.Count)
            {
                Slot slot = _logical[index];
                Put(block.AsSpan(EntriesOffset, EntryBytes), 0, slot.Type, slot.First - place, slot.Count);
            }

            if (index + 1 < _logical.Count)
            {
                uint next = LinkOf(index + 1, extended);
                Put(block.AsSpan(EntriesOffset + EntryBytes, EntryBytes), 0, 0x05, next - extended.First, _logical[index + 1].Last - next + 1);
            }

            Seal(block);
            FileStatus status = PartitionEditor.Write(_disk, place, block, "a link in the chain of logical partitions");
            status = status.IsSuccess ? PartitionEditor.Flush(_disk) : status;
            if (!status.IsSuccess)
            {
                return status;
            }
        }

        return FileStatus.Success;
    }

    private uint LinkOf(int index, Slot extended) => index == 0 ? extended.First : _logical[index].First - 1;

    private FileStatus CheckLogical(Slot slot, Slot? old)
    {
        if (ExtendedIndex < 0)
        {
            return FileStatus.Of(FileError.Invalid, $"{_disk.Name} has no extended partition for logical ones");
        }

        if (_logical.Count == MostLogical && old is null)
        {
            return FileStatus.Of(FileError.NoSpace, $"{_disk.Name} has {MostLogical} logical partitions already");
        }

        Slot extended = _primary[ExtendedIndex];

        // A block of its own for the link before it, and the first block for that of the chain.
        if (slot.First < extended.First + 2 || slot.Last > extended.Last)
        {
            return FileStatus.Of(FileError.Invalid, $"blocks {slot.First}-{slot.Last} are not within the extended partition, blocks {extended.First + 2}-{extended.Last}");
        }

        FileStatus status = CheckFree(_logical, slot with { First = slot.First - 1, Count = slot.Count + 1 }, old);
        return status.IsSuccess && _logical.Exists(other => other != old && other.First - 1 <= slot.Last && other.First > slot.Last)
            ? FileStatus.Of(FileError.Invalid, "the block before the next logical partition is needed for its place in the chain")
            : status;
    }

    private static FileStatus CheckFree(IEnumerable<Slot> others, Slot slot, Slot? old)
    {
        foreach (Slot other in others.Where(other => other.Type != 0 && other != old))
        {
            if (slot.First <= other.Last && slot.Last >= other.First)
            {
                return FileStatus.Of(FileError.Invalid, $"blocks {slot.First}-{slot.Last} overlap the partition in blocks {other.First}-{other.Last}");
            }
        }

        return FileStatus.Success;
    }

    private bool Has(int number) =>
        number >= FirstLogicalNumber ? number - FirstLogicalNumber < _logical.Count : number >= 1 && number <= _primary.Length && _primary[number - 1].Type != 0;

    private FileStatus NoSuch(int number) => FileStatus.Of(FileError.NoEntry, $"{_disk.Name} has no partition {number}");

    // Addresses by cylinder, head and sector say 'look at the block numbers', as all systems of today do.
    private static void Put(Span<byte> entry, byte boot, byte type, uint first, uint count)
    {
        entry.Clear();
        if (type == 0)
        {
            return;
        }

        entry[0] = boot;
        entry[1] = 0xFE;
        entry[2] = entry[3] = 0xFF;
        entry[4] = type;
        entry[5] = 0xFE;
        entry[6] = entry[7] = 0xFF;
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], first);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], count);
    }

    private static void Seal(byte[] block)
    {
        block[510] = 0x55;
        block[511] = 0xAA;
    }

    private readonly record struct Slot(byte Type, uint First, uint Count)
    {
        internal uint Last => First + Count - 1;
    }
}

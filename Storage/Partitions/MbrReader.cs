using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>Reads the partitions of a master boot record and of the chain of its extended partition.</summary>
internal static class MbrReader
{
    // Linux numbers no more either; a longer chain is an attack or an accident.
    private const int MaximumLogical = 124;
    private const int FirstLogicalNumber = 5;

    /// <summary>Reads the table; extended partitions are not among the entries, since nothing but the chain lies in them.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="record">Its block 0.</param>
    /// <param name="isBootSector">Block 0 is a file system's boot sector as well: then entries that make no sense are its code.</param>
    internal static PartitionTable Read(IBlockDevice disk, MasterBootRecord record, bool isBootSector)
    {
        List<PartitionEntry> entries = [];
        List<PartitionEntry> primary = [];
        string? problem = null;
        for (int index = 0; index < MasterBootRecord.EntryCount && problem is null; index++)
        {
            (byte type, uint start, uint count) = record[index];
            if (type == 0)
            {
                continue;
            }

            problem = Check(disk, $"entry {index + 1} in block 0", start, count, 1, disk.BlockCount);
            if (problem is null)
            {
                PartitionEntry entry = Entry(index + 1, start, count, type);
                primary.Add(entry);
                if (!MasterBootRecord.IsExtended(type))
                {
                    entries.Add(entry);
                }
            }
        }

        problem ??= Prefixed(disk, Overlap(primary));
        if (problem is not null)
        {
            return isBootSector ? new PartitionTable(PartitionTableKind.None, []) : PartitionTable.Damaged(PartitionTableKind.Mbr, problem);
        }

        List<PartitionEntry> logical = [];
        foreach (PartitionEntry extended in primary.Where(entry => entry.Number <= MasterBootRecord.EntryCount && !entries.Contains(entry)))
        {
            problem ??= ReadChain(disk, extended, logical);
        }

        problem ??= Prefixed(disk, Overlap(logical));
        return problem is null
            ? new PartitionTable(PartitionTableKind.Mbr, [.. entries, .. logical])
            : PartitionTable.Damaged(PartitionTableKind.Mbr, problem);
    }

    /// <summary>Names the first two partitions that share a block; null if none do.</summary>
    internal static string? Overlap(IEnumerable<PartitionEntry> entries)
    {
        PartitionEntry? before = null;
        foreach (PartitionEntry entry in entries.OrderBy(entry => entry.FirstBlock))
        {
            if (before is not null && entry.FirstBlock <= before.LastBlock)
            {
                return $"partitions {before.Number} (blocks {before.FirstBlock}-{before.LastBlock}) and {entry.Number} (blocks {entry.FirstBlock}-{entry.LastBlock}) overlap";
            }

            before = entry;
        }

        return null;
    }

    private static string? Prefixed(IBlockDevice disk, string? problem) => problem is null ? null : $"{disk.Name}: {problem}";

    private static string? ReadChain(IBlockDevice disk, PartitionEntry extended, List<PartitionEntry> logical)
    {
        ulong end = extended.FirstBlock + extended.BlockCount;
        ulong link = extended.FirstBlock;
        HashSet<ulong> seen = [];
        byte[] block = new byte[disk.BlockBytes];
        while (true)
        {
            if (!seen.Add(link))
            {
                return $"{disk.Name}: the chain of logical partitions runs in a circle: it comes back to block {link}";
            }

            BlockStatus status = disk.Read(link, block);
            if (!status.IsSuccess)
            {
                return $"{disk.Name}: block {link}, a link in the chain of logical partitions, cannot be read ({status.Error})";
            }

            MasterBootRecord record = new(block);
            if (!record.HasSignature)
            {
                return $"{disk.Name}: block {link} should be a link in the chain of logical partitions, but does not end with 55 AA";
            }

            (byte type, uint start, uint count) = record[0];
            if (type != 0 && !MasterBootRecord.IsExtended(type))
            {
                string? problem = Check(disk, $"the logical partition in block {link}", link + start, count, link + 1, end);
                if (problem is not null)
                {
                    return problem;
                }

                if (logical.Count == MaximumLogical)
                {
                    return $"{disk.Name}: there are more than {MaximumLogical} logical partitions";
                }

                logical.Add(Entry(FirstLogicalNumber + logical.Count, link + start, count, type));
            }

            (byte nextType, uint next, _) = record[1];
            if (nextType == 0 || next == 0)
            {
                return null;
            }

            if (!MasterBootRecord.IsExtended(nextType) || next >= extended.BlockCount || seen.Count > MaximumLogical)
            {
                return $"{disk.Name}: block {link} links the chain of logical partitions to block {extended.FirstBlock + next} with type 0x{nextType:x}, which is no place for it";
            }

            link = extended.FirstBlock + next;
        }
    }

    private static string? Check(IBlockDevice disk, string what, ulong start, ulong count, ulong least, ulong end)
    {
        if (count == 0)
        {
            return $"{disk.Name}: {what} is in use, but 0 blocks long";
        }

        return start < least || start >= end || count > end - start
            ? string.Create(CultureInfo.InvariantCulture, $"{disk.Name}: {what} covers {count} blocks from {start} on, which is not within blocks {least}-{end - 1}")
            : null;
    }

    private static PartitionEntry Entry(int number, ulong start, ulong count, byte type) =>
        new(number, start, count, string.Create(CultureInfo.InvariantCulture, $"0x{type:x}"), string.Empty, null);
}

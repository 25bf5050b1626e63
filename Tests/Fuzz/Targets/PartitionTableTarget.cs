using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Storage;

namespace CosmosNvme.Fuzz;

/// <summary>A disk's partition table, from the disk's first and last blocks to partitions that can be used.</summary>
internal abstract class PartitionTableTarget : FuzzTarget
{
    // A GPT may have 4 MiB of entries, which is the whole disk, twice; a chain of logical partitions has 125 links.
    private const long MostBytesRead = 4 * FuzzDisk.Bytes;

    /// <inheritdoc/>
    internal override int MaximumLength => 24 * 1024;

    // Both arrays of entries, at the most that is believed, and their lists.
    /// <inheritdoc/>
    internal override long AllocationLimit(int inputLength) => (2L * FuzzDisk.Bytes) + (1 << 20) + (256L * inputLength);

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        FuzzDisk disk = new(input, new StepBudget("bytes read", MostBytesRead));
        StorageStack stack = new();
        PartitionTable table = stack.Attach(disk);
        Digest digest = new();
        digest.Add((ulong)table.Kind);
        digest.Add(table.Problem);
        digest.Add(table.Remark);
        Rule.Demand(table.Problem is null || table.Entries.Count == 0, "a damaged table gives no partitions", $"{table.Entries.Count} although {table.Problem}");
        CheckText(table.Problem);
        CheckText(table.Remark);
        Rule.Demand(table.Entries.Select(entry => entry.Number).Distinct().Count() == table.Entries.Count, "partitions have numbers of their own", $"{string.Join(' ', table.Entries)}");
        CheckRanges(disk, table.Entries);
        byte[] block = new byte[disk.BlockBytes];
        foreach (PartitionEntry entry in table.Entries)
        {
            digest.Add(entry.ToString());
            Rule.Demand(entry.Number > 0 && entry.Name.Length <= 36 && !entry.Name.Any(char.IsControl), "numbers and names are possible, and print", $"{entry}");
        }

        foreach (Partition partition in stack.Devices.PartitionsOf(disk).Take(8))
        {
            digest.Add((ulong)partition.Read(0, block).Error);
            digest.Add((ulong)partition.Read(partition.BlockCount - 1, block).Error);
            Rule.Demand(partition.Read(partition.BlockCount, block).Error == Abstractions.BlockError.OutOfRange, "a partition ends where its table says", $"{partition.Entry}");
        }

        return digest.Value;
    }

    private static void CheckText(string? text) =>
        Rule.Demand(text is null || !text.Any(char.IsControl), "messages are one printable line", $"{text}");

    private static void CheckRanges(FuzzDisk disk, IReadOnlyList<PartitionEntry> entries)
    {
        ulong free = 0;
        foreach (PartitionEntry entry in entries.OrderBy(entry => entry.FirstBlock))
        {
            Rule.Demand(
                entry.FirstBlock >= Math.Max(free, 1) && entry.BlockCount > 0 && entry.FirstBlock < disk.BlockCount && entry.BlockCount <= disk.BlockCount - entry.FirstBlock,
                "partitions lie on the disk and apart",
                $"{entry} on {disk.BlockCount} blocks");
            free = entry.LastBlock + 1;
        }
    }
}

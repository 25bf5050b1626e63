using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Storage;

namespace CosmosNvme.Fuzz;

/// <summary>Partitions that are added, resized and removed on whatever table is there.</summary>
internal sealed class PartitionEditTarget : FuzzTarget
{
    private const int MostEntries = 6;

    // Each change reads the table with its backup and writes both.
    private const long MostBytes = 64L * FuzzDisk.Bytes;

    private readonly PartitionTableTarget[] _readers = [new GptTarget(), new MbrTarget()];

    /// <inheritdoc/>
    internal override string Name => "partition-edit";

    /// <inheritdoc/>
    internal override string Summary => "partition tables that are changed";

    /// <inheritdoc/>
    internal override int MaximumLength => 24 * 1024;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words => [.. _readers.SelectMany(reader => reader.Words)];

    // Two arrays of entries, as large as is believed, for each change.
    /// <inheritdoc/>
    internal override long AllocationLimit(int inputLength) => (MostEntries + 4L) * 8 * FuzzDisk.Bytes;

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds() => _readers.SelectMany(reader => reader.Seeds());

    // An input that is no GPT is left alone by the first of them.
    /// <inheritdoc/>
    internal override void Repair(Span<byte> input) => _readers[input.Length > FuzzDisk.ShapeBytes + 450 && input[FuzzDisk.ShapeBytes + 450] == 0xEE ? 0 : 1].Repair(input);

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        FuzzDisk source = new(input, new StepBudget("bytes read", MostBytes));
        WritableFuzzDisk disk = new(source, new StepBudget("bytes written", MostBytes));
        Digest digest = new();
        PartitionTable table = PartitionTable.Read(disk);
        PartitionEntry[] entries = [.. table.Entries];
        (ulong first, ulong last) = PartitionEditor.Usable(disk, table.Kind);
        FileStatus status = PartitionEditor.Add(disk, new PartitionSpec(first, first + 1, "new", PartitionRole.Primary, IsFat: true), out int number);
        Note(disk, status, entries.Length + 1, ref digest);
        if (status.IsSuccess)
        {
            Note(disk, PartitionEditor.Resize(disk, number, first), entries.Length + 1, ref digest);
            Note(disk, PartitionEditor.Remove(disk, number), entries.Length, ref digest);
        }

        digest.Add(PartitionEditor.Add(disk, new PartitionSpec(last - 10, last, "last", PartitionRole.Logical, IsFat: false), out _).ToString());
        foreach (PartitionEntry entry in entries.Take(MostEntries))
        {
            digest.Add(PartitionEditor.Resize(disk, entry.Number, entry.LastBlock + 1).ToString());
            digest.Add(PartitionEditor.Resize(disk, entry.Number, entry.FirstBlock).ToString());
            digest.Add(PartitionEditor.Remove(disk, entry.Number).ToString());
        }

        digest.Add((ulong)PartitionTable.Read(disk).Entries.Count);
        return digest.Value;
    }

    // What was changed without complaint can be read, and is what it should be.
    private static void Note(WritableFuzzDisk disk, FileStatus status, int expected, ref Digest digest)
    {
        digest.Add(status.ToString());
        PartitionTable table = PartitionTable.Read(disk);
        Rule.Demand(!status.IsSuccess || table.Problem is null, "a changed table is sound", $"{table.Problem}");
        Rule.Demand(!status.IsSuccess || table.Entries.Count == expected, "a change changes one partition", $"{table.Entries.Count} instead of {expected}");
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A range of a disk's blocks as a device of its own. A request never reaches blocks outside of it.</summary>
public sealed class Partition : IBlockDevice
{
    /// <summary>Makes a partition; reads nothing.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="entry">The range and what the partition table says about it.</param>
    /// <exception cref="ArgumentException">The range is empty or not on the disk.</exception>
    public Partition(IBlockDevice disk, PartitionEntry entry)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.BlockCount == 0 || entry.FirstBlock >= disk.BlockCount || entry.BlockCount > disk.BlockCount - entry.FirstBlock)
        {
            throw new ArgumentException($"Partition {entry.Number} is not on {disk.Name}, which has {disk.BlockCount} blocks.", nameof(entry));
        }

        Disk = disk;
        Entry = entry;

        // As Linux does it: nvme0n1p1, but sda1.
        Name = disk.Name.Length > 0 && char.IsAsciiDigit(disk.Name[^1]) ? $"{disk.Name}p{entry.Number}" : $"{disk.Name}{entry.Number}";
    }

    /// <summary>The disk it is part of.</summary>
    public IBlockDevice Disk { get; }

    /// <summary>What the partition table says.</summary>
    public PartitionEntry Entry { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> StableNames => [.. Disk.StableNames.Select(name => DeviceNames.OfPartition(name, Entry.Number))];

    /// <inheritdoc/>
    public string? PathName => Disk.PathName is string path ? DeviceNames.OfPartition(path, Entry.Number) : null;

    /// <inheritdoc/>
    public int BlockBytes => Disk.BlockBytes;

    /// <inheritdoc/>
    public ulong BlockCount => Entry.BlockCount;

    /// <inheritdoc/>
    public bool IsReadOnly => Disk.IsReadOnly;

    /// <inheritdoc/>
    public int MaximumTransferBytes => Disk.MaximumTransferBytes;

    /// <inheritdoc/>
    public bool CanDiscard => Disk.CanDiscard;

    /// <inheritdoc/>
    public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) =>
        BlockRange.Contains(this, block, buffer.Length) ? Disk.ReadAsync(Entry.FirstBlock + block, buffer) : ValueTask.FromResult(OutOfRange);

    /// <inheritdoc/>
    public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) =>
        BlockRange.Contains(this, block, buffer.Length) ? Disk.WriteAsync(Entry.FirstBlock + block, buffer) : ValueTask.FromResult(OutOfRange);

    /// <inheritdoc/>
    public ValueTask<BlockStatus> FlushAsync() => Disk.FlushAsync();

    /// <inheritdoc/>
    public BlockStatus Read(ulong block, Memory<byte> buffer) =>
        BlockRange.Contains(this, block, buffer.Length) ? Disk.Read(Entry.FirstBlock + block, buffer) : OutOfRange;

    /// <inheritdoc/>
    public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer) =>
        BlockRange.Contains(this, block, buffer.Length) ? Disk.Write(Entry.FirstBlock + block, buffer) : OutOfRange;

    /// <inheritdoc/>
    public BlockStatus Flush() => Disk.Flush();

    /// <inheritdoc/>
    public BlockStatus Discard(ulong block, ulong count) =>
        block <= BlockCount && count <= BlockCount - block ? Disk.Discard(Entry.FirstBlock + block, count) : OutOfRange;

    /// <inheritdoc/>
    public BlockStatus WriteThrough(ulong block, ReadOnlyMemory<byte> buffer) =>
        BlockRange.Contains(this, block, buffer.Length) ? Disk.WriteThrough(Entry.FirstBlock + block, buffer) : OutOfRange;

    /// <inheritdoc/>
    public ValueTask<BlockStatus> WriteThroughAsync(ulong block, ReadOnlyMemory<byte> buffer) =>
        BlockRange.Contains(this, block, buffer.Length) ? Disk.WriteThroughAsync(Entry.FirstBlock + block, buffer) : ValueTask.FromResult(OutOfRange);

    private static BlockStatus OutOfRange => BlockStatus.Of(BlockError.OutOfRange);
}

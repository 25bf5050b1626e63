using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>
/// Changes the partition table of a disk that nobody else changes meanwhile. The content of partitions is left alone. Where a table has
/// copies, the backup is durable before the primary one is touched, so that one of them is whole at every moment.
/// </summary>
public static class PartitionEditor
{
    /// <summary>Bytes that partitions are aligned to, as sgdisk, sfdisk and parted align them.</summary>
    public const int AlignmentBytes = 1 << 20;

    /// <summary>Blocks that partitions are aligned to on a disk.</summary>
    public static ulong AlignmentOf(IBlockDevice disk) => Math.Max(AlignmentBytes / (ulong)disk.BlockBytes, 1);

    /// <summary>Makes an empty table. What lay in partitions before stays, but nobody finds it any more.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="kind">GPT or MBR.</param>
    public static FileStatus Create(IBlockDevice disk, PartitionTableKind kind)
    {
        if (disk.IsReadOnly)
        {
            return ReadOnly(disk);
        }

        return kind == PartitionTableKind.Gpt ? GptTable.Create(disk) : MbrTable.Create(disk);
    }

    /// <summary>Makes a partition.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="spec">What it should be.</param>
    /// <param name="number">Receives its number.</param>
    public static FileStatus Add(IBlockDevice disk, PartitionSpec spec, out int number)
    {
        int made = 0;
        FileStatus status = Change(disk, gpt => gpt.Add(spec, out made), mbr => mbr.Add(spec, out made));
        number = made;
        return status;
    }

    /// <summary>Removes a partition. In an MBR, logical ones behind it get the numbers before theirs.</summary>
    public static FileStatus Remove(IBlockDevice disk, int number) => Change(disk, gpt => gpt.Remove(number), mbr => mbr.Remove(number));

    /// <summary>Moves the end of a partition. The file system in it does not change with it.</summary>
    public static FileStatus Resize(IBlockDevice disk, int number, ulong lastBlock) => Change(disk, gpt => gpt.Resize(number, lastBlock), mbr => mbr.Resize(number, lastBlock));

    /// <summary>The first and the last block that a partition may take.</summary>
    public static (ulong First, ulong Last) Usable(IBlockDevice disk, PartitionTableKind kind) =>
        kind == PartitionTableKind.Gpt ? GptTable.Usable(disk) : (1, Math.Min(disk.BlockCount, uint.MaxValue) - 1);

    internal static FileStatus ReadOnly(IBlockDevice disk) => FileStatus.Of(FileError.ReadOnly, $"/dev/{disk.Name} is write-protected");

    internal static FileStatus CheckRange(IBlockDevice disk, ulong first, ulong last, (ulong First, ulong Last) usable) =>
        first > last || first < usable.First || last > usable.Last
            ? FileStatus.Of(FileError.Invalid, $"blocks {first}-{last} are not within the usable blocks {usable.First}-{usable.Last} of {disk.Name}")
            : FileStatus.Success;

    internal static FileStatus Write(IBlockDevice disk, ulong block, ReadOnlyMemory<byte> data, string what)
    {
        // Past the cache that file systems on this disk share, but known to it.
        BlockStatus status = PageCache.Of(disk).WriteDirect(block, data);
        return status.IsSuccess ? FileStatus.Success : FileStatus.OfDevice(disk, status, what, "write");
    }

    internal static FileStatus Flush(IBlockDevice disk)
    {
        BlockStatus status = disk.Flush();
        return status.IsSuccess ? FileStatus.Success : FileStatus.OfDevice(disk, status, "its cache", "flush");
    }

    private static FileStatus Change(IBlockDevice disk, Func<GptTable, FileStatus> gpt, Func<MbrTable, FileStatus> mbr)
    {
        if (disk.IsReadOnly)
        {
            return ReadOnly(disk);
        }

        PartitionTable table = PartitionTable.Read(disk);
        if (table.Problem is not null)
        {
            return FileStatus.Of(FileError.Damaged, table.Problem);
        }

        if (table.Kind == PartitionTableKind.None)
        {
            return FileStatus.Of(FileError.Invalid, $"{disk.Name} has no partition table; 'mklabel' makes one");
        }

        FileStatus status;
        if (table.Kind == PartitionTableKind.Gpt)
        {
            status = GptTable.Read(disk, out GptTable? read);
            status = status.IsSuccess ? gpt(read!) : status;
            return status.IsSuccess ? read!.Write() : status;
        }

        status = MbrTable.Read(disk, out MbrTable? record);
        status = status.IsSuccess ? mbr(record!) : status;
        return status.IsSuccess ? record!.Write() : status;
    }
}

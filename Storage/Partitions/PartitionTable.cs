using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>What was found on a disk. Immutable.</summary>
/// <param name="Kind">The kind of table, also of a damaged one.</param>
/// <param name="Entries">The partitions by number; none if there is a <paramref name="Problem"/>.</param>
/// <param name="Problem">What is wrong with the table, and where, as a sentence; null if nothing keeps it from being used.</param>
/// <param name="Remark">What a person should know although the table is used, as a sentence; null if nothing.</param>
public sealed record PartitionTable(PartitionTableKind Kind, IReadOnlyList<PartitionEntry> Entries, string? Problem = null, string? Remark = null)
{
    /// <summary>
    /// Reads a disk's table. A GPT counts only with a protective MBR in front of it, and wins over the other entries of a hybrid one,
    /// as on Linux. A boot sector of a file system whose MBR entries describe nothing means an undivided disk.
    /// </summary>
    /// <param name="disk">The disk; only read.</param>
    public static PartitionTable Read(IBlockDevice disk)
    {
        if (disk.BlockCount == 0)
        {
            return new PartitionTable(PartitionTableKind.None, []);
        }

        byte[] first = new byte[disk.BlockBytes];
        BlockStatus status = disk.Read(0, first);
        if (!status.IsSuccess)
        {
            return Damaged(PartitionTableKind.None, $"{disk.Name}: block 0 cannot be read ({status.Error}), so there may be partitions that cannot be found");
        }

        MasterBootRecord record = new(first);
        if (record.HasSignature && record.IsEmpty && !FileSystemProbe.IsBootSector(first))
        {
            return new PartitionTable(PartitionTableKind.Mbr, []);
        }

        if (record.HasSignature && record.IsProtective)
        {
            return GptReader.Read(disk, record.IsHybrid);
        }

        if (!record.HasSignature || !record.LooksLikePartitions || (record.StartsAtItself && FileSystemProbe.IsBootSector(first)))
        {
            return !record.HasSignature && GptReader.IsAt(disk, 1)
                ? Damaged(PartitionTableKind.Gpt, $"{disk.Name}: there is a GPT in block 1, but block 0 holds no protective MBR; 'sgdisk -e' on another machine writes it anew")
                : new PartitionTable(PartitionTableKind.None, []);
        }

        return MbrReader.Read(disk, record, FileSystemProbe.IsBootSector(first));
    }

    internal static PartitionTable Damaged(PartitionTableKind kind, string problem) => new(kind, [], problem);
}

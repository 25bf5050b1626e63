using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace CosmosNvme.Fuzz;

/// <summary>Master boot records and chains of logical partitions.</summary>
internal sealed class MbrTarget : PartitionTableTarget
{
    private const int BlockBytes = 512;

    /// <inheritdoc/>
    internal override string Name => "mbr";

    /// <inheritdoc/>
    internal override string Summary => "master boot records and chains of logical partitions";

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } = [[0x55, 0xAA], [0x05], [0x0F], [0xEE], [0x83], [0x80]];

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        byte[] plain = Record((0x83, 1, 100), (0x0C, 200, 1000), (0x07, 2000, 6000));
        yield return FuzzDisk.Input(BlockBytes, plain, []);

        // Two logical partitions; the chain's blocks are 4 and 6.
        byte[] chain =
        [
            .. Record((0x83, 1, 2), (0x05, 4, 1000)), .. new byte[3 * BlockBytes],
            .. Record((0x83, 1, 1), (0x05, 2, 100)), .. new byte[BlockBytes],
            .. Record((0x83, 1, 10)),
        ];
        yield return FuzzDisk.Input(BlockBytes, chain, []);

        // A boot sector that happens to have entries: an undivided disk.
        byte[] volume = Record((0x0C, 0, 8192));
        volume[0] = 0xEB;
        volume[2] = 0x90;
        "FAT16   "u8.CopyTo(volume.AsSpan(54));
        yield return FuzzDisk.Input(BlockBytes, volume, []);
        yield return FuzzDisk.Input(4096, [.. Record((0x83, 1, 10)), .. new byte[4096 - BlockBytes]], []);
    }

    /// <inheritdoc/>
    internal override void Repair(Span<byte> input)
    {
        // The record, and what in the head looks like a link: its signature was whole before.
        for (int end = FuzzDisk.ShapeBytes + BlockBytes; end <= input.Length; end += BlockBytes)
        {
            if (end == FuzzDisk.ShapeBytes + BlockBytes || input[end - 2] == 0x55 || input[end - 1] == 0xAA)
            {
                input[end - 2] = 0x55;
                input[end - 1] = 0xAA;
            }
        }
    }

    private static byte[] Record(params (byte Type, uint Start, uint Count)[] entries)
    {
        byte[] record = new byte[BlockBytes];
        for (int index = 0; index < entries.Length; index++)
        {
            Span<byte> entry = record.AsSpan(446 + (16 * index), 16);
            entry[4] = entries[index].Type;
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], entries[index].Start);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], entries[index].Count);
        }

        record[510] = 0x55;
        record[511] = 0xAA;
        return record;
    }
}

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using CosmosNvme.Lab;

namespace CosmosNvme.Fuzz;

/// <summary>GUID partition tables: primary and backup, with checksums made right.</summary>
internal sealed class GptTarget : PartitionTableTarget
{
    private const int HeaderBytes = 92;

    /// <inheritdoc/>
    internal override string Name => "gpt";

    /// <inheritdoc/>
    internal override string Summary => "GUID partition tables, primary and backup";

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } = ["EFI PART"u8.ToArray(), [0, 0, 1, 0], [0x5C, 0, 0, 0], new Guid("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7").ToByteArray()];

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        yield return Disk(512, 4, 128, damagedPrimary: false);
        yield return Disk(512, 4, 128, damagedPrimary: true);
        yield return Disk(4096, 2, 256, damagedPrimary: false);

        // A hybrid one, and one whose protective record is gone.
        byte[] hybrid = Disk(512, 4, 128, damagedPrimary: false);
        hybrid[FuzzDisk.ShapeBytes + 466] = 0x83;
        yield return hybrid;
        byte[] bare = Disk(512, 4, 128, damagedPrimary: false);
        bare.AsSpan(FuzzDisk.ShapeBytes, 512).Clear();
        yield return bare;
    }

    /// <inheritdoc/>
    internal override void Repair(Span<byte> input)
    {
        int blockBytes = FuzzDisk.BlockBytesOf(input);
        int tail = FuzzDisk.TailStart(input);
        ReadOnlySpan<byte> head = input[Math.Min(FuzzDisk.ShapeBytes, input.Length)..tail];
        if (head.Length >= 2 * blockBytes)
        {
            Seal(input, FuzzDisk.ShapeBytes + blockBytes, blockBytes, tail);
        }

        if (input.Length - tail >= blockBytes)
        {
            Seal(input, input.Length - blockBytes, blockBytes, tail);
        }
    }

    // The array's checksum can be made right only if the input holds the whole array.
    private static void Seal(Span<byte> input, int headerStart, int blockBytes, int tail)
    {
        Span<byte> header = input.Slice(headerStart, blockBytes);
        ulong arrayStart = BinaryPrimitives.ReadUInt64LittleEndian(header[72..]) * (ulong)blockBytes;
        ulong arrayBytes = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(header[80..]) * BinaryPrimitives.ReadUInt32LittleEndian(header[84..]);
        ulong tailOnDisk = FuzzDisk.Bytes - (ulong)(input.Length - tail);
        ulong place = arrayStart >= tailOnDisk ? arrayStart - tailOnDisk + (ulong)tail : arrayStart + FuzzDisk.ShapeBytes;
        ulong end = arrayStart >= tailOnDisk ? (ulong)input.Length : (ulong)tail;
        if (place < end && arrayBytes <= end - place)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header[88..], GptWriter.Checksum(input.Slice((int)place, (int)arrayBytes)));
        }

        uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        header.Slice(16, sizeof(uint)).Clear();
        if (size >= HeaderBytes && size <= (uint)blockBytes)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header[16..], GptWriter.Checksum(header[..(int)size]));
        }
    }

    private static byte[] Disk(int blockBytes, int entries, int entryBytes, bool damagedPrimary)
    {
        ulong blocks = (ulong)(FuzzDisk.Bytes / blockBytes);
        byte[] array = new byte[blockBytes];
        for (int index = 0; index < Math.Min(entries, 3); index++)
        {
            Span<byte> entry = array.AsSpan(index * entryBytes, entryBytes);
            new Guid("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7").TryWriteBytes(entry);
            new Guid(index + 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11).TryWriteBytes(entry[16..]);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[32..], 64 + ((ulong)index * 100));
            BinaryPrimitives.WriteUInt64LittleEndian(entry[40..], 64 + ((ulong)index * 100) + 50);
            Encoding.Unicode.GetBytes($"part{index}", entry[56..]);
        }

        byte[] record = new byte[blockBytes];
        record[450] = 0xEE;
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(454), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(458), (uint)blocks - 1);
        record[510] = 0x55;
        record[511] = 0xAA;
        byte[] primary = Header(blockBytes, 1, blocks - 1, 2, blocks, entries, entryBytes);
        byte[] backup = Header(blockBytes, blocks - 1, 1, blocks - 2, blocks, entries, entryBytes);
        if (damagedPrimary)
        {
            primary[0] = 0;
        }

        return FuzzDisk.Input(blockBytes, [.. record, .. primary, .. array], [.. array, .. backup]);
    }

    private static byte[] Header(int blockBytes, ulong own, ulong other, ulong array, ulong blocks, int entries, int entryBytes) =>
        new ByteWriter().Text("EFI PART").Dword(0x10000).Dword(HeaderBytes).Dword(0).Dword(0)
            .Quad(own).Quad(other).Quad(40).Quad(blocks - 40).Add(new byte[16]).Quad(array)
            .Dword((uint)entries).Dword((uint)entryBytes).Dword(0).To(blockBytes).Build();
}

using System;
using System.Buffers.Binary;
using System.Globalization;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>The header of a GUID partition table (UEFI 2.10 §5.3.2), all fields checked against each other and the disk.</summary>
/// <param name="FirstUsable">First block that a partition may take.</param>
/// <param name="LastUsable">Last block that a partition may take.</param>
/// <param name="EntriesBlock">Where the array of entries begins.</param>
/// <param name="EntryCount">Entries of the array.</param>
/// <param name="EntryBytes">Bytes of an entry: 128 times a power of two.</param>
/// <param name="EntriesChecksum">CRC-32 of the array.</param>
internal sealed record GptHeader(ulong FirstUsable, ulong LastUsable, ulong EntriesBlock, uint EntryCount, uint EntryBytes, uint EntriesChecksum)
{
    private const int LeastHeaderBytes = 92;
    private const int LeastEntryBytes = 128;

    // 128 entries of 128 bytes are the rule; nobody needs an array of more than this.
    private const uint MaximumArrayBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of the array of entries.</summary>
    internal int ArrayBytes => (int)(EntryCount * EntryBytes);

    /// <summary>True if a block begins with a header's signature.</summary>
    internal static bool HasSignature(ReadOnlySpan<byte> block) => block.StartsWith("EFI PART"u8);

    /// <summary>Reads a header.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="lba">The block it was read from.</param>
    /// <param name="block">The block; its checksum field is cleared.</param>
    /// <param name="header">The header, if nothing is wrong.</param>
    /// <returns>What is wrong; null if nothing.</returns>
    internal static string? Parse(IBlockDevice disk, ulong lba, Span<byte> block, out GptHeader? header)
    {
        header = null;
        if (!HasSignature(block))
        {
            return "the signature 'EFI PART' is missing";
        }

        uint revision = BinaryPrimitives.ReadUInt32LittleEndian(block[8..]);
        if (revision >> 16 != 1)
        {
            return $"revision 0x{revision:x8} is not known";
        }

        uint size = BinaryPrimitives.ReadUInt32LittleEndian(block[12..]);
        if (size < LeastHeaderBytes || size > (uint)block.Length)
        {
            return $"the header size {size} is not within {LeastHeaderBytes}-{block.Length}";
        }

        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(block[16..]);
        block.Slice(16, sizeof(uint)).Clear();
        uint computed = Crc32.Of(block[..(int)size]);
        if (computed != checksum)
        {
            return $"the header checksum is 0x{checksum:x8}, but its bytes give 0x{computed:x8}";
        }

        ulong own = BinaryPrimitives.ReadUInt64LittleEndian(block[24..]);
        if (own != lba)
        {
            return $"the header says that it lies in block {own}";
        }

        GptHeader read = new(
            BinaryPrimitives.ReadUInt64LittleEndian(block[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(block[48..]),
            BinaryPrimitives.ReadUInt64LittleEndian(block[72..]),
            BinaryPrimitives.ReadUInt32LittleEndian(block[80..]),
            BinaryPrimitives.ReadUInt32LittleEndian(block[84..]),
            BinaryPrimitives.ReadUInt32LittleEndian(block[88..]));
        string? problem = read.Check(disk);
        header = problem is null ? read : null;
        return problem;
    }

    private string? Check(IBlockDevice disk)
    {
        if (FirstUsable > LastUsable || LastUsable >= disk.BlockCount || FirstUsable < 2)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the usable blocks {FirstUsable}-{LastUsable} are not within blocks 2-{disk.BlockCount - 1}");
        }

        if (EntryBytes < LeastEntryBytes || !uint.IsPow2(EntryBytes))
        {
            return $"the entry size {EntryBytes} is not {LeastEntryBytes} times a power of two";
        }

        if (EntryCount == 0 || (ulong)EntryCount * EntryBytes > MaximumArrayBytes)
        {
            return $"{EntryCount} entries of {EntryBytes} bytes are not within 1 entry and {MaximumArrayBytes} bytes";
        }

        ulong blocks = ((ulong)ArrayBytes + (ulong)disk.BlockBytes - 1) / (ulong)disk.BlockBytes;
        if (EntriesBlock < 2 || EntriesBlock >= disk.BlockCount || blocks > disk.BlockCount - EntriesBlock)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the {blocks} blocks of entries from block {EntriesBlock} on are not within blocks 2-{disk.BlockCount - 1}");
        }

        return EntriesBlock <= LastUsable && EntriesBlock + blocks > FirstUsable
            ? string.Create(CultureInfo.InvariantCulture, $"the entries from block {EntriesBlock} on lie among the usable blocks {FirstUsable}-{LastUsable}")
            : null;
    }
}

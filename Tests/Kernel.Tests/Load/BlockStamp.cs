using System;
using System.Buffers.Binary;
using System.Globalization;

namespace CosmosNvme.KernelTests.Load;

/// <summary>
/// What a block of the load carries: its own number, how often it was written, a checksum, and bytes that follow from the first two. So
/// a block that went to another place, is older than it should be, was mixed from two or never arrived is recognised.
/// </summary>
internal static class BlockStamp
{
    private const int GenerationOffset = 8;
    private const int ChecksumOffset = 16;
    private const int HeaderBytes = 24;
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Fills a block.</summary>
    /// <param name="block">The block, a multiple of 8 bytes long.</param>
    /// <param name="number">Where it will be.</param>
    /// <param name="generation">How often it will have been written.</param>
    internal static void Write(Span<byte> block, ulong number, ulong generation)
    {
        ulong value = Seed(number, generation);
        for (int offset = HeaderBytes; offset < block.Length; offset += sizeof(ulong))
        {
            value = Next(value);
            BinaryPrimitives.WriteUInt64LittleEndian(block[offset..], value);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(block, number);
        BinaryPrimitives.WriteUInt64LittleEndian(block[GenerationOffset..], generation);
        BinaryPrimitives.WriteUInt64LittleEndian(block[ChecksumOffset..], Checksum(block, number, generation));
    }

    /// <summary>What is wrong with a block that was read; null if nothing is.</summary>
    /// <param name="block">The block.</param>
    /// <param name="number">Where it was.</param>
    /// <param name="generation">How often it was written.</param>
    internal static string? FindFault(ReadOnlySpan<byte> block, ulong number, ulong generation)
    {
        ulong foundNumber = BinaryPrimitives.ReadUInt64LittleEndian(block);
        ulong foundGeneration = BinaryPrimitives.ReadUInt64LittleEndian(block[GenerationOffset..]);
        ulong foundChecksum = BinaryPrimitives.ReadUInt64LittleEndian(block[ChecksumOffset..]);
        bool isWhole = foundChecksum == Checksum(block, foundNumber, foundGeneration);
        return isWhole && foundNumber == number && foundGeneration == generation
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"block {number}, written {generation} times, holds block {foundNumber} of time {foundGeneration}, checksum {(isWhole ? "right" : "wrong")}");
    }

    private static ulong Checksum(ReadOnlySpan<byte> block, ulong number, ulong generation)
    {
        ulong sum = Seed(generation, number);
        for (int offset = HeaderBytes; offset < block.Length; offset += sizeof(ulong))
        {
            sum = Next(sum ^ BinaryPrimitives.ReadUInt64LittleEndian(block[offset..]));
        }

        return sum;
    }

    private static ulong Seed(ulong first, ulong second) => Next((first * Odd) ^ ulong.RotateLeft(second + Odd, 32));

    private static ulong Next(ulong value) => ulong.RotateLeft(value * Odd, 27) + Odd;
}

using System;
using System.Buffers.Binary;
using System.Text;

namespace CosmosNvme.Storage;

/// <summary>What a volume descriptor of ISO 9660 says (ECMA-119 §8.4, §8.5), checked against the device.</summary>
/// <param name="Label">The volume's label.</param>
/// <param name="BlockBytes">Bytes of a logical block.</param>
/// <param name="Blocks">Blocks of the volume.</param>
/// <param name="Root">The root directory's record.</param>
/// <param name="IsJoliet">Whether names are in UCS-2: a supplementary descriptor of Joliet.</param>
internal sealed record IsoDescriptor(string Label, uint BlockBytes, uint Blocks, IsoRecord Root, bool IsJoliet)
{
    /// <summary>Bytes of a descriptor; they begin at sector 16.</summary>
    internal const int Bytes = 2048;

    internal const ulong FirstOffset = 16 * Bytes;

    private const byte Primary = 1;
    private const byte Supplementary = 2;
    private const byte Terminator = 255;
    private const int LabelAt = 40;
    private const int LabelBytes = 32;
    private const int BlocksAt = 80;
    private const int EscapesAt = 88;
    private const int BlockBytesAt = 128;
    private const int RootAt = 156;

    /// <summary>True for the last descriptor.</summary>
    internal static bool IsTerminator(ReadOnlySpan<byte> sector) => sector[0] == Terminator;

    /// <summary>True if a sector is a descriptor at all.</summary>
    internal static bool IsDescriptor(ReadOnlySpan<byte> sector) => sector.Slice(1, 5).SequenceEqual("CD001"u8);

    /// <summary>Reads a descriptor.</summary>
    /// <param name="sector">Its bytes.</param>
    /// <param name="descriptor">Receives it; null if it is of another kind, or impossible.</param>
    /// <returns>What is impossible about it; null if nothing is.</returns>
    internal static string? Parse(ReadOnlySpan<byte> sector, out IsoDescriptor? descriptor)
    {
        descriptor = null;
        bool isJoliet = sector[0] == Supplementary && sector[EscapesAt] == '%' && sector[EscapesAt + 1] == '/' && sector[EscapesAt + 2] is (byte)'@' or (byte)'C' or (byte)'E';
        if (sector[0] != Primary && !isJoliet)
        {
            return null;
        }

        uint blockBytes = BinaryPrimitives.ReadUInt16LittleEndian(sector[BlockBytesAt..]);
        if (blockBytes is < 512 or > Bytes || !uint.IsPow2(blockBytes))
        {
            return $"its blocks have {blockBytes} bytes; possible are 512, 1024 and 2048";
        }

        if (!IsoRecord.TryParse(sector[RootAt..], 0, isJoliet, out IsoRecord? root) || !root.IsDirectory)
        {
            return "its root directory has no valid record";
        }

        ReadOnlySpan<byte> label = sector.Slice(LabelAt, LabelBytes);
        string text = (isJoliet ? Encoding.BigEndianUnicode : Encoding.Latin1).GetString(label).TrimEnd(' ', '\0');
        descriptor = new IsoDescriptor(PrintableText.Of(text), blockBytes, BinaryPrimitives.ReadUInt32LittleEndian(sector[BlocksAt..]), root, isJoliet);
        return null;
    }
}

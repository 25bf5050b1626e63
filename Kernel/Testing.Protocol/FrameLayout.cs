namespace CosmosNvme.Testing.Protocol;

/// <summary>
/// Where things are in a frame; all numbers little-endian. The checksum is CRC-32C over every byte before it. Frames follow one another
/// without gaps: a byte that does not fit is an error, never skipped, so that nothing else can be on the channel unnoticed.
/// </summary>
internal static class FrameLayout
{
    /// <summary>The first four bytes, "CKT" and a byte that no text holds.</summary>
    internal const uint Magic = 0xFE54_4B43;

    /// <summary>The version of frames and messages.</summary>
    internal const byte Version = 1;

    internal const int VersionOffset = 4;
    internal const int KindOffset = 5;

    /// <summary>16 bits, counted from 0 by each sender: a lost frame shows.</summary>
    internal const int SequenceOffset = 6;

    /// <summary>Bytes of the payload, 32 bits.</summary>
    internal const int LengthOffset = 8;

    internal const int HeaderBytes = 12;
    internal const int ChecksumBytes = 4;

    /// <summary>A sender keeps its texts short enough; a longer frame is damage.</summary>
    internal const int MaximumPayloadBytes = 4 * 1024 * 1024;
}

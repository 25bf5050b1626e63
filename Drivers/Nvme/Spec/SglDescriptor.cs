namespace CosmosNvme.Nvme;

/// <summary>
/// An SGL descriptor: 16 bytes, an address and then this. In a command the first one takes the place of PRP1 and PRP2. NVMe Base 1.4 §4.4.
/// </summary>
/// <param name="Value">Bytes 8 to 15.</param>
internal readonly record struct SglDescriptor(ulong Value)
{
    /// <summary>Size of a descriptor.</summary>
    internal const int Bytes = 16;

    /// <summary>PSDT 01b in the flags of a command: its data is described by SGLs, its metadata, if there is any, by an address.</summary>
    internal const byte CommandFlag = 0b01 << 6;

    /// <summary>The same in dwords 0 and 1.</summary>
    internal const ulong HeaderFlag = (ulong)CommandFlag << 8;

    internal static readonly BitField LengthField = new(0, 32);
    internal static readonly BitField SubtypeField = new(56, 4);
    internal static readonly BitField TypeField = new(60, 4);

    private const uint LastSegmentType = 3;

    /// <summary>Bytes of the data, or of the segment.</summary>
    internal uint Length => LengthField.Get(Value);

    /// <summary>What the address is an address of: 0 data, 1 nothing (bit bucket), 2 a segment of descriptors, 3 the last one.</summary>
    internal uint Type => TypeField.Get(Value);

    /// <summary>0: the address is one.</summary>
    internal uint Subtype => SubtypeField.Get(Value);

    /// <summary>Of data in one piece.</summary>
    internal static SglDescriptor DataBlock(uint bytes) => new(bytes);

    /// <summary>Of the only list of descriptors.</summary>
    internal static SglDescriptor LastSegment(int descriptors) => new(TypeField.Set((ulong)(uint)descriptors * Bytes, LastSegmentType));
}

namespace CosmosNvme.Nucleus;

/// <summary>
/// Frames that a device may write to or read from: a count per frame. A pinned frame is never given back to the allocator,
/// whatever threads unmap or discard meanwhile; the last unpin does it then. Guarded by the address-space lock.
/// </summary>
internal static unsafe class FramePins
{
    private const ushort Orphan = 0x8000;
    private const ushort MostPins = 0x7fff;

    private static ushort* s_pins;

    /// <summary>Bytes of table for frames 0 to <paramref name="frames"/> - 1.</summary>
    internal static ulong TableBytes(ulong frames) => frames * sizeof(ushort);

    /// <summary>Uses a zeroed table of <see cref="TableBytes"/> bytes.</summary>
    internal static void Initialize(byte* table) => s_pins = (ushort*)table;

    /// <summary>One more user; false: far too many.</summary>
    internal static bool TryPin(ulong frame)
    {
        ushort* pins = s_pins + (frame >> FrameAllocator.FrameShift);
        if ((*pins & MostPins) == MostPins)
        {
            return false;
        }

        (*pins)++;
        return true;
    }

    /// <summary>One user less; frees the frame if nobody maps it any more.</summary>
    internal static void Unpin(ulong frame)
    {
        ushort* pins = s_pins + (frame >> FrameAllocator.FrameShift);
        (*pins)--;
        if (*pins == Orphan)
        {
            *pins = 0;
            FrameCache.Give(frame);
        }
    }

    /// <summary>Frees a frame that no page table names any more, now or with its last unpin.</summary>
    internal static void Release(ulong frame)
    {
        ushort* pins = s_pins + (frame >> FrameAllocator.FrameShift);
        if (*pins == 0)
        {
            FrameCache.Give(frame);
        }
        else
        {
            *pins |= Orphan;
        }
    }
}

using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Frames that a device may write to or read from: a count per frame. A pinned frame is never given back to the allocator,
/// whatever threads unmap or discard meanwhile; the last unpin does it then. No lock: a count is one word, changed in one step.
/// </summary>
/// <remarks>
/// <para>Whoever pins has found the frame in a page table without any lock, and the page may be unmapped on another CPU at the same
/// moment. That is safe because of the order on both sides. The one who pins looks the frame up and counts it with interrupts off
/// (<see cref="DmaServices.TryPin"/>). The one who unmaps clears the entry, then makes every CPU answer a request to forget its
/// translations (<see cref="CrossCall.FlushAll"/>), and only then calls <see cref="TryRelease"/>. A CPU with interrupts off does not
/// answer, and nothing between the look and the count spins, which would answer. So if the look still saw the entry, the count is
/// there before the release looks at it; if it did not, nothing is pinned. CPUs that idle need not answer, but they pin nothing, and
/// before they run a thread again they look for requests.</para>
/// <para>A count goes up only for a frame that a page table names. So once a frame is released it only goes down, and exactly one
/// thread takes it to the end: the one that releases it with no pin, or the one that takes the last pin back afterwards.</para>
/// </remarks>
internal static unsafe class FramePins
{
    private const ushort Orphan = 0x8000;
    private const ushort MostPins = 0x7fff;

    private static ushort* s_pins;

    /// <summary>Bytes of table for frames 0 to <paramref name="frames"/> - 1.</summary>
    internal static ulong TableBytes(ulong frames) => frames * sizeof(ushort);

    /// <summary>Uses a zeroed table of <see cref="TableBytes"/> bytes.</summary>
    internal static void Initialize(byte* table) => s_pins = (ushort*)table;

    /// <summary>One more user of a frame that a page table names, or has named since this CPU's interrupts went off; false: far too many.</summary>
    internal static bool TryPin(ulong frame)
    {
        ushort* pins = PinsOf(frame);
        ushort before = Volatile.Read(ref *pins);
        while ((before & MostPins) != MostPins)
        {
            ushort seen = Interlocked.CompareExchange(ref *pins, (ushort)(before + 1), before);
            if (seen == before)
            {
                return true;
            }

            before = seen;
        }

        return false;
    }

    /// <summary>One user less.</summary>
    /// <returns>True: it was the last, and no page table names the frame any more. The caller frees it.</returns>
    internal static bool Unpin(ulong frame)
    {
        ushort* pins = PinsOf(frame);
        ushort before = Volatile.Read(ref *pins);
        while (true)
        {
            bool isLast = before == (Orphan | 1);
            ushort seen = Interlocked.CompareExchange(ref *pins, isLast ? (ushort)0 : (ushort)(before - 1), before);
            if (seen == before)
            {
                return isLast;
            }

            before = seen;
        }
    }

    /// <summary>Says that no page table names a frame any more and every CPU knows that.</summary>
    /// <returns>True: nobody uses it, and the caller frees it. False: the last <see cref="Unpin"/> will say so.</returns>
    internal static bool TryRelease(ulong frame)
    {
        ushort* pins = PinsOf(frame);
        ushort before = Volatile.Read(ref *pins);
        while (before != 0)
        {
            ushort seen = Interlocked.CompareExchange(ref *pins, (ushort)(before | Orphan), before);
            if (seen == before)
            {
                return false;
            }

            before = seen;
        }

        return true;
    }

    private static ushort* PinsOf(ulong frame) => s_pins + (frame >> FrameAllocator.FrameShift);
}

using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Physical memory in 4 KiB frames: a buddy allocator with blocks of 2^0 to 2^18 frames (1 GiB). One byte per frame says whether a
/// free block starts there and how large it is; the free blocks themselves hold the list links.
/// </summary>
internal static unsafe class FrameAllocator
{
    internal const int FrameShift = 12;
    internal const ulong FrameBytes = 1UL << FrameShift;
    internal const int MaximumOrder = 18;
    private const byte NotFree = 0xff;

    private static SpinLock s_lock;
    private static Lists s_lists;

    /// <summary>By frame number, so it points in front of the table if that does not begin with frame 0.</summary>
    private static byte* s_orders;
    private static ulong s_end;
    private static ulong s_free;

    /// <summary>Frames that were ever given to the allocator.</summary>
    internal static ulong TotalFrames;

    /// <summary>Free frames, those in the CPUs' caches not counted.</summary>
    internal static ulong FreeFrames => Volatile.Read(ref s_free);

    /// <summary>Bytes of table needed for so many frames: whole words.</summary>
    internal static ulong TableBytes(ulong frames) => (frames + sizeof(ulong) - 1) & ~(ulong)(sizeof(ulong) - 1);

    /// <summary>
    /// Sets the table up for frames <paramref name="first"/> (a multiple of the largest block) to <paramref name="end"/> - 1, nothing free
    /// yet. <paramref name="table"/> holds <see cref="TableBytes"/> bytes.
    /// </summary>
    internal static void Initialize(byte* table, ulong first, ulong end)
    {
        s_orders = table - first;
        s_end = end;
        s_free = 0;
        TotalFrames = 0;
        for (ulong i = 0; i < TableBytes(end - first) / sizeof(ulong); i++)
        {
            ((ulong*)table)[i] = ulong.MaxValue;
        }

        fixed (ulong* heads = s_lists.Heads)
        {
            for (int i = 0; i <= MaximumOrder; i++)
            {
                heads[i] = 0;
            }
        }
    }

    /// <summary>Gives the RAM [start, end), page aligned, to the allocator; nothing if end is not above start.</summary>
    internal static void Add(ulong start, ulong end)
    {
        ulong frame = start >> FrameShift;
        ulong last = end >> FrameShift;
        TotalFrames += last > frame ? last - frame : 0;
        while (frame < last)
        {
            int order = MaximumOrder;
            while ((frame & ((1UL << order) - 1)) != 0 || frame + (1UL << order) > last)
            {
                order--;
            }

            Free(frame << FrameShift, order);
            frame += 1UL << order;
        }
    }

    /// <summary>Takes 2^<paramref name="order"/> contiguous frames, aligned to their size, contents undefined. 0: none left.</summary>
    internal static ulong Allocate(int order)
    {
        s_lock.Acquire();
        fixed (ulong* heads = s_lists.Heads)
        {
            int found = order;
            while (found <= MaximumOrder && heads[found] == 0)
            {
                found++;
            }

            if (found > MaximumOrder)
            {
                s_lock.Release();
                return 0;
            }

            ulong block = heads[found];
            Unlink(heads, block, found);
            while (found > order)
            {
                found--;
                Link(heads, block + (FrameBytes << found), found);
            }

            s_free -= 1UL << order;
            s_lock.Release();
            return block;
        }
    }

    /// <summary>Gives back a block of 2^<paramref name="order"/> frames.</summary>
    internal static void Free(ulong block, int order)
    {
        s_lock.Acquire();
        fixed (ulong* heads = s_lists.Heads)
        {
            s_free += 1UL << order;
            while (order < MaximumOrder)
            {
                ulong buddy = block ^ (FrameBytes << order);
                if (buddy >> FrameShift >= s_end || s_orders[buddy >> FrameShift] != order)
                {
                    break;
                }

                Unlink(heads, buddy, order);
                block &= ~(FrameBytes << order);
                order++;
            }

            Link(heads, block, order);
        }

        s_lock.Release();
    }

    private static void Link(ulong* heads, ulong block, int order)
    {
        ulong* node = (ulong*)DirectMap.Pointer(block);
        ulong next = heads[order];
        node[0] = next;
        node[1] = 0;
        if (next != 0)
        {
            ((ulong*)DirectMap.Pointer(next))[1] = block;
        }

        heads[order] = block;
        s_orders[block >> FrameShift] = (byte)order;
    }

    private static void Unlink(ulong* heads, ulong block, int order)
    {
        ulong* node = (ulong*)DirectMap.Pointer(block);
        if (node[1] == 0)
        {
            heads[order] = node[0];
        }
        else
        {
            ((ulong*)DirectMap.Pointer(node[1]))[0] = node[0];
        }

        if (node[0] != 0)
        {
            ((ulong*)DirectMap.Pointer(node[0]))[1] = node[1];
        }

        s_orders[block >> FrameShift] = NotFree;
    }

    private struct Lists
    {
        internal fixed ulong Heads[MaximumOrder + 1];
    }
}

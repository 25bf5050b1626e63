namespace CosmosNvme.Nucleus;

/// <summary>Single frames of one CPU, so that page faults rarely meet at the allocator's lock.</summary>
internal unsafe struct FrameCache
{
    private const int Capacity = 64;
    private const int Batch = 32;

    private int _count;
    private fixed ulong _frames[Capacity];

    internal readonly int Count => _count;

    /// <summary>A frame with undefined contents for the CPU that runs this; 0: memory is exhausted.</summary>
    internal static ulong Take()
    {
        FrameCache* cache = &Asm.ThisCpu()->Frames;
        if (cache->_count == 0)
        {
            while (cache->_count < Batch)
            {
                ulong frame = FrameAllocator.Allocate(0);
                if (frame == 0)
                {
                    break;
                }

                cache->_frames[cache->_count++] = frame;
            }

            if (cache->_count == 0)
            {
                return 0;
            }
        }

        return cache->_frames[--cache->_count];
    }

    /// <summary>A frame filled with zeros; 0: memory is exhausted.</summary>
    internal static ulong TakeZeroed()
    {
        ulong frame = Take();
        if (frame != 0)
        {
            Asm.ZeroWords(DirectMap.Pointer(frame), FrameAllocator.FrameBytes / 8);
        }

        return frame;
    }

    /// <summary>Gives a frame back.</summary>
    internal static void Give(ulong frame)
    {
        FrameCache* cache = &Asm.ThisCpu()->Frames;
        if (cache->_count == Capacity)
        {
            while (cache->_count > Batch)
            {
                FrameAllocator.Free(cache->_frames[--cache->_count], 0);
            }
        }

        cache->_frames[cache->_count++] = frame;
    }
}

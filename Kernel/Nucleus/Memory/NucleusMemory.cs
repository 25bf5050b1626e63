namespace CosmosNvme.Nucleus;

/// <summary>Memory of the nucleus itself: structures that live for ever, and stacks with a guard page below.</summary>
internal static unsafe class NucleusMemory
{
    internal const int StackPages = 8;
    internal const int InterruptStackPages = 2;

    private const ulong StackWindow = 0xffff_d000_0000_0000;
    private const ulong ChunkBytes = 64 * 1024;
    private const int ChunkOrder = 4;
    private const ulong CacheLine = 64;

    private static SpinLock s_lock;
    private static ulong s_chunk;
    private static ulong s_chunkEnd;
    private static ulong s_nextStack;

    /// <summary>Frames taken so far.</summary>
    internal static ulong Frames;

    /// <summary>Zeroed memory, cache-line aligned, never given back. Panics when there is none.</summary>
    internal static void* Allocate(ulong bytes)
    {
        bytes = (bytes + CacheLine - 1) & ~(CacheLine - 1);
        s_lock.Acquire();
        ulong result;
        if (bytes > ChunkBytes / 2)
        {
            int order = 0;
            while (FrameAllocator.FrameBytes << order < bytes)
            {
                order++;
            }

            result = TakeBlock(order);
        }
        else
        {
            if (s_chunkEnd - s_chunk < bytes)
            {
                s_chunk = TakeBlock(ChunkOrder);
                s_chunkEnd = s_chunk + ChunkBytes;
            }

            result = s_chunk;
            s_chunk += bytes;
        }

        s_lock.Release();
        void* pointer = DirectMap.Pointer(result);
        Asm.ZeroWords(pointer, bytes / 8);
        return pointer;
    }

    /// <summary>A stack of <paramref name="pages"/> pages above an unmapped one; the address behind its last byte.</summary>
    internal static ulong AllocateStack(int pages)
    {
        s_lock.Acquire();
        if (s_nextStack == 0)
        {
            s_nextStack = StackWindow;
        }

        ulong address = s_nextStack + FrameAllocator.FrameBytes;
        for (int i = 0; i < pages; i++, address += FrameAllocator.FrameBytes)
        {
            ulong frame = TakeBlock(0);
            Asm.ZeroWords(DirectMap.Pointer(frame), FrameAllocator.FrameBytes / 8);
            if (!PageTables.Map(address, frame, PageTables.Writable | PageTables.NoExecute))
            {
                Panic.Stop("no memory for a nucleus stack"u8);
            }
        }

        s_nextStack = address;
        s_lock.Release();
        return address;
    }

    /// <summary>True if <paramref name="address"/> is in the window of stacks and their guard pages.</summary>
    internal static bool IsStackWindow(ulong address) => address >= StackWindow && address < s_nextStack;

    private static ulong TakeBlock(int order)
    {
        ulong block = FrameAllocator.Allocate(order);
        if (block == 0)
        {
            Panic.Stop("no memory for the nucleus itself"u8);
        }

        Frames += 1UL << order;
        return block;
    }
}

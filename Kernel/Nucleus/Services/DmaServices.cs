namespace CosmosNvme.Nucleus;

/// <summary>Memory for devices. Callable from managed threads; nothing here allocates managed memory or blocks.</summary>
public static unsafe class DmaServices
{
    /// <summary>The largest contiguous piece, in bytes.</summary>
    public const ulong MaximumBytes = FrameAllocator.FrameBytes << FrameAllocator.MaximumOrder;

    /// <summary>Takes zeroed, contiguous memory, aligned to its size rounded up to a power of two.</summary>
    /// <param name="bytes">1 to <see cref="MaximumBytes"/>.</param>
    /// <param name="physical">Receives the physical address.</param>
    /// <returns>Where the CPU finds it, or null: there is no such piece.</returns>
    public static void* TryAllocate(ulong bytes, out ulong physical)
    {
        physical = 0;
        if (bytes is 0 or > MaximumBytes)
        {
            return null;
        }

        int order = OrderOf(bytes);
        ulong pages = 1UL << order;
        if (!Commit.TryCharge(pages))
        {
            return null;
        }

        ulong flags = ServiceAsm.DisableInterrupts();
        physical = FrameAllocator.Allocate(order);
        ServiceAsm.RestoreInterrupts(flags);
        if (physical == 0)
        {
            Commit.Uncharge(pages);
            return null;
        }

        void* pointer = DirectMap.Pointer(physical);
        Asm.ZeroWords(pointer, pages * FrameAllocator.FrameBytes / sizeof(ulong));
        return pointer;
    }

    /// <summary>Gives back what <see cref="TryAllocate"/> gave for the same number of bytes. No device can reach it any more.</summary>
    public static void Free(ulong physical, ulong bytes)
    {
        int order = OrderOf(bytes);
        ulong flags = ServiceAsm.DisableInterrupts();
        FrameAllocator.Free(physical, order);
        ServiceAsm.RestoreInterrupts(flags);
        Commit.Uncharge(1UL << order);
    }

    /// <summary>
    /// Pins the frame behind the page at <paramref name="page"/>, which the caller keeps mapped until the call returns, and has
    /// touched. A pinned frame stays what it is until <see cref="Unpin"/>, even if the page is unmapped. Takes no lock.
    /// </summary>
    /// <returns>Its physical address, or 0: the page is not present.</returns>
    public static ulong TryPin(void* page)
    {
        // Interrupts off from the look at the page tables to the count: see FramePins. The tables themselves are never freed.
        ulong flags = ServiceAsm.DisableInterrupts();
        ulong entry = (ulong)page < AddressSpace.Top ? PageTables.Lookup((ulong)page) : 0;
        ulong frame = entry & PageTables.AddressMask;
        if (frame != 0 && !FramePins.TryPin(frame))
        {
            frame = 0;
        }

        ServiceAsm.RestoreInterrupts(flags);
        return frame;
    }

    /// <summary>Takes one pin back. Takes no lock, but for a frame whose page was unmapped meanwhile.</summary>
    /// <param name="physical">What <see cref="TryPin"/> returned.</param>
    public static void Unpin(ulong physical)
    {
        if (FramePins.Unpin(physical))
        {
            // The cache of free frames is this CPU's.
            ulong flags = ServiceAsm.DisableInterrupts();
            FrameCache.Give(physical);
            ServiceAsm.RestoreInterrupts(flags);
        }
    }

    /// <summary>Maps device registers uncached; null: an absurd range, RAM, or no memory for tables.</summary>
    /// <param name="physical">First byte.</param>
    /// <param name="bytes">How many.</param>
    public static void* TryMapRegisters(ulong physical, ulong bytes)
    {
        if (physical == 0 || bytes == 0 || MemoryMap.TouchesUsable(physical, bytes))
        {
            return null;
        }

        ulong flags = ServiceAsm.DisableInterrupts();
        void* pointer = DeviceMap.Map(physical, bytes);
        ServiceAsm.RestoreInterrupts(flags);
        return pointer;
    }

    private static int OrderOf(ulong bytes)
    {
        int order = 0;
        while (FrameAllocator.FrameBytes << order < bytes)
        {
            order++;
        }

        return order;
    }
}

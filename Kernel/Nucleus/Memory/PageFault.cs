using static CosmosNvme.Nucleus.PageTables;

namespace CosmosNvme.Nucleus;

/// <summary>Gives a page to whoever may have one: demand-zero paging. Callable from thread faults and from faults of nucleus code.</summary>
internal static unsafe class PageFault
{
    private const ulong WriteAccess = 1 << 1;
    private const ulong InstructionFetch = 1 << 4;

    /// <summary>
    /// Resolves the fault at <paramref name="address"/> with the processor's error code (Intel SDM volume 3, §4.7). False: the
    /// access is not allowed.
    /// </summary>
    internal static bool TryResolve(ulong address, ulong error)
    {
        if (address >= AddressSpace.Top)
        {
            return false;
        }

        uint needed = (error & InstructionFetch) != 0 ? AddressSpace.Execute
            : (error & WriteAccess) != 0 ? AddressSpace.Write : AddressSpace.Read;
        ulong page = address & ~(FrameAllocator.FrameBytes - 1);
        ulong frame = 0;
        while (true)
        {
            AddressSpace.Lock.Acquire();
            Area* area = AreaTable.Find(page);
            if (area == null || (area->Protection & needed) == 0)
            {
                AddressSpace.Lock.Release();
                break;
            }

            ulong* entry = Entry(page, create: true);
            if (entry == null)
            {
                Panic.Stop("no memory for a page table, although all memory was promised only once"u8);
            }

            if ((*entry & (Present | Retained)) != 0)
            {
                // Another CPU was faster, or this CPU's TLB still held fewer rights.
                *entry = (*entry & AddressMask) | AddressSpace.PageFlags(area->Protection);
                AddressSpace.Lock.Release();
                Asm.InvalidatePage(page);
                if (frame != 0)
                {
                    FrameCache.Give(frame);
                }

                return true;
            }

            if (frame != 0)
            {
                *entry = frame | AddressSpace.PageFlags(area->Protection);
                AddressSpace.Lock.Release();
                return true;
            }

            AddressSpace.Lock.Release();

            // The slow part, filling the page, happens without the lock; then everything is looked at again.
            frame = FrameCache.TakeZeroed();
            if (frame == 0)
            {
                Panic.Stop("no free frame, although all memory was promised only once"u8);
            }
        }

        if (frame != 0)
        {
            FrameCache.Give(frame);
        }

        return false;
    }

    /// <summary>True if <paramref name="address"/> lies in memory that exists only to catch a stack that grows too far.</summary>
    internal static bool IsStackOverflow(ulong address, ulong stackPointer)
    {
        const ulong Reach = 1 << 20;
        if (address >= AddressSpace.Top)
        {
            return false;
        }

        AddressSpace.Lock.Acquire();
        Area* area = AreaTable.Find(address);
        bool guard = area != null && area->Protection == 0 && address + Reach > stackPointer && address < stackPointer + Reach;
        if (guard)
        {
            // A guard is a forbidden area right below the writable one that the stack pointer was in.
            Area* above = AreaTable.Find(area->End);
            guard = above != null && (above->Protection & AddressSpace.Write) != 0
                && (stackPointer >= area->Start && stackPointer <= above->End);
        }

        AddressSpace.Lock.Release();
        return guard;
    }
}

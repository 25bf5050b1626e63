namespace CosmosNvme.Nucleus;

/// <summary>
/// The one set of 4-level page tables (Intel SDM volume 3, §4.5). Everything runs in ring 0, so no entry has the user bit.
/// Whoever changes an entry of the thread half holds <see cref="AddressSpace"/>'s lock.
/// </summary>
internal static unsafe class PageTables
{
    internal const ulong Present = 1;
    internal const ulong Writable = 1 << 1;
    internal const ulong WriteThrough = 1 << 3;
    internal const ulong CacheDisable = 1 << 4;
    internal const ulong Accessed = 1 << 5;
    internal const ulong Dirty = 1 << 6;
    internal const ulong Large = 1 << 7;
    internal const ulong Global = 1 << 8;

    /// <summary>Software: not present only because the area forbids access; the frame and its contents are kept.</summary>
    internal const ulong Retained = 1 << 9;

    internal const ulong NoExecute = 1UL << 63;
    internal const ulong AddressMask = 0x000f_ffff_ffff_f000;
    private const ulong TableFlags = Present | Writable | Accessed;

    /// <summary>Physical address of the top table, what CR3 holds.</summary>
    internal static ulong Root;

    /// <summary>Frames used for tables.</summary>
    internal static ulong TableFrames;

    /// <summary>Makes the empty top table.</summary>
    internal static void Initialize() => Root = AllocateTable();

    /// <summary>The 4 KiB entry of <paramref name="address"/>, making tables on the way if asked. Null: no table (or no memory for it).</summary>
    internal static ulong* Entry(ulong address, bool create)
    {
        ulong* table = (ulong*)DirectMap.Pointer(Root);
        for (int shift = 39; shift > 12; shift -= 9)
        {
            ulong* entry = table + (address >> shift & 511);
            if ((*entry & Present) == 0)
            {
                if (!create)
                {
                    return null;
                }

                ulong frame = AllocateTable();
                if (frame == 0)
                {
                    return null;
                }

                *entry = frame | TableFlags;
            }
            else if ((*entry & Large) != 0)
            {
                return null;
            }

            table = (ulong*)DirectMap.Pointer(*entry & AddressMask);
        }

        return table + (address >> 12 & 511);
    }

    /// <summary>
    /// The first address from <paramref name="address"/> on whose 4 KiB entry exists, or something not below <paramref name="end"/>.
    /// Lets loops over sparse ranges skip tables that do not exist.
    /// </summary>
    internal static ulong SkipHoles(ulong address, ulong end)
    {
        while (address < end)
        {
            ulong next = BehindHole(address);
            if (next == address)
            {
                return address;
            }

            address = next;
        }

        return end;
    }

    private static ulong BehindHole(ulong address)
    {
        ulong* table = (ulong*)DirectMap.Pointer(Root);
        for (int shift = 39; shift > 12; shift -= 9)
        {
            ulong entry = table[address >> shift & 511];
            if ((entry & Present) == 0)
            {
                return ((address >> shift) + 1) << shift;
            }

            table = (ulong*)DirectMap.Pointer(entry & AddressMask);
        }

        return address;
    }

    /// <summary>Maps one 4 KiB page; false without memory for a table.</summary>
    internal static bool Map(ulong address, ulong physical, ulong flags)
    {
        ulong* entry = Entry(address, create: true);
        if (entry == null)
        {
            return false;
        }

        *entry = physical | flags | Present;
        return true;
    }

    /// <summary>Maps [physical, end), page aligned, at <paramref name="address"/> with the largest pages that fit.</summary>
    internal static void MapRange(ulong address, ulong physical, ulong end, ulong flags, bool gigantic)
    {
        while (physical < end)
        {
            ulong both = address | physical;
            ulong left = end - physical;
            int shift = 12;
            if (gigantic && (both & 0x3fff_ffff) == 0 && left >= 0x4000_0000)
            {
                shift = 30;
            }
            else if ((both & 0x1f_ffff) == 0 && left >= 0x20_0000)
            {
                shift = 21;
            }

            if (!MapPage(address, physical, flags, shift))
            {
                Panic.Stop("no memory for page tables at boot: give the machine more"u8);
            }

            address += 1UL << shift;
            physical += 1UL << shift;
        }
    }

    /// <summary>The entry that maps <paramref name="address"/>, whatever its size; 0 if none does.</summary>
    internal static ulong Lookup(ulong address)
    {
        ulong* table = (ulong*)DirectMap.Pointer(Root);
        for (int shift = 39; ; shift -= 9)
        {
            ulong entry = table[address >> shift & 511];
            if ((entry & Present) == 0)
            {
                return 0;
            }

            if (shift == 12 || (entry & Large) != 0)
            {
                return entry;
            }

            table = (ulong*)DirectMap.Pointer(entry & AddressMask);
        }
    }

    private static bool MapPage(ulong address, ulong physical, ulong flags, int leafShift)
    {
        ulong* table = (ulong*)DirectMap.Pointer(Root);
        for (int shift = 39; shift > leafShift; shift -= 9)
        {
            ulong* entry = table + (address >> shift & 511);
            if ((*entry & Present) == 0)
            {
                ulong frame = AllocateTable();
                if (frame == 0)
                {
                    return false;
                }

                *entry = frame | TableFlags;
            }

            table = (ulong*)DirectMap.Pointer(*entry & AddressMask);
        }

        table[address >> leafShift & 511] = physical | flags | Present | (leafShift > 12 ? Large : 0);
        return true;
    }

    private static ulong AllocateTable()
    {
        ulong frame = EarlyMemory.Active ? EarlyMemory.Take(FrameAllocator.FrameBytes) : FrameCache.TakeZeroed();
        TableFrames += frame == 0 ? 0UL : 1;
        return frame;
    }
}

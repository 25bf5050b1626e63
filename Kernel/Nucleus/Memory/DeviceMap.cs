namespace CosmosNvme.Nucleus;

/// <summary>Windows onto physical addresses that are not RAM of ours: device registers (uncached) and firmware tables (cached, read-only).</summary>
internal static unsafe class DeviceMap
{
    private const ulong Window = 0xffff_c000_0000_0000;
    private const ulong PhysicalLimit = 1UL << 52;
    private const ulong LengthLimit = 1UL << 36;

    private static SpinLock s_lock;
    private static ulong s_next;

    /// <summary>Maps device registers, strongly uncached. Null: address or length is absurd, or no memory for tables.</summary>
    internal static byte* Map(ulong physical, ulong length) =>
        MapPages(physical, length, PageTables.Writable | PageTables.NoExecute | PageTables.CacheDisable | PageTables.WriteThrough);

    /// <summary>
    /// Maps memory of a device, such as a screen, so that writes are gathered into larger ones; see <see cref="PageAttributes"/>. Null: as above.
    /// </summary>
    internal static byte* MapWriteCombining(ulong physical, ulong length) =>
        MapPages(physical, length, PageTables.Writable | PageTables.NoExecute | PageAttributes.WriteCombining);

    /// <summary>Maps firmware tables wherever they lie. Null: address or length is absurd, or no memory for tables.</summary>
    internal static byte* MapFirmware(ulong physical, ulong length) => MapPages(physical, length, PageTables.NoExecute);

    private static byte* MapPages(ulong physical, ulong length, ulong flags)
    {
        if (length == 0 || length > LengthLimit || physical > PhysicalLimit - length)
        {
            return null;
        }

        ulong first = physical & ~0xfffUL;
        ulong end = (physical + length + 0xfff) & ~0xfffUL;
        s_lock.Acquire();
        if (s_next == 0)
        {
            s_next = Window;
        }

        ulong address = s_next;
        s_next += end - first;
        for (ulong page = first; page < end; page += FrameAllocator.FrameBytes)
        {
            if (!PageTables.Map(address + (page - first), page, flags))
            {
                s_lock.Release();
                return null;
            }
        }

        s_lock.Release();
        return (byte*)(address + (physical - first));
    }
}

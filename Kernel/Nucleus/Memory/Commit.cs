using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Strict accounting: every page of memory that threads may write is promised only once. So demand paging never runs dry, and
/// allocating without end fails in mmap or mprotect, where the runtime turns it into an OutOfMemoryException.
/// </summary>
internal static class Commit
{
    /// <summary>One page of this many is kept for page tables, threads and device memory.</summary>
    private const ulong ReserveFraction = 16;

    private static ulong s_charged;

    /// <summary>Pages that may be promised in all.</summary>
    internal static ulong Limit;

    /// <summary>Pages promised.</summary>
    internal static ulong Charged => Volatile.Read(ref s_charged);

    /// <summary>Takes what is free now as the limit, less a reserve.</summary>
    internal static void Initialize(ulong freePages) => Limit = freePages - (freePages / ReserveFraction);

    /// <summary>Promises <paramref name="pages"/> more; false when they are not there.</summary>
    internal static bool TryCharge(ulong pages)
    {
        while (true)
        {
            ulong charged = Volatile.Read(ref s_charged);
            if (pages > Limit || charged > Limit - pages)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref s_charged, charged + pages, charged) == charged)
            {
                return true;
            }
        }
    }

    /// <summary>Takes back a promise.</summary>
    internal static void Uncharge(ulong pages) => Interlocked.Add(ref s_charged, 0 - pages);
}

namespace CosmosNvme.Nucleus;

/// <summary>
/// Memory types that page table entries choose (Intel SDM volume 3, §11.12). The entry that means write-through after a reset means
/// write-combining here, on each CPU; everything else stays as it is.
/// </summary>
internal static class PageAttributes
{
    // PA0 to PA7, a byte each: 6 write-back, 1 write-combining, 7 uncached unless MTRRs say otherwise, 0 uncached.
    private const ulong Types = 0x0007_0406_0007_0106;

    /// <summary>Bits of a page table entry for memory that is only written to. Where the CPU knows no such type, uncached.</summary>
    internal static ulong WriteCombining => CpuFeatures.Has(CpuFeature.PageAttributeTable)
        ? PageTables.WriteThrough
        : PageTables.WriteThrough | PageTables.CacheDisable;

    /// <summary>Sets the types on this CPU. Nothing may be mapped as <see cref="WriteCombining"/> before.</summary>
    internal static void Load()
    {
        if (CpuFeatures.Has(CpuFeature.PageAttributeTable))
        {
            Asm.WriteMsr(Msr.PageAttributeTable, Types);
        }
    }
}

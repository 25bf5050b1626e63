namespace CosmosNvme.Nucleus;

/// <summary>
/// Memory before the frame allocator: taken from the bottom of the largest free range below 4 GiB, where the boot tables reach.
/// Never given back.
/// </summary>
internal static unsafe class EarlyMemory
{
    private static ulong s_next;
    private static ulong s_end;

    /// <summary>True between <see cref="Begin"/> and <see cref="Finish"/>.</summary>
    internal static bool Active;

    /// <summary>First byte taken.</summary>
    internal static ulong Start;

    /// <summary>First byte not taken; final after <see cref="Finish"/>.</summary>
    internal static ulong Next => s_next;

    /// <summary>Chooses the range. False: no usable memory below 4 GiB.</summary>
    internal static bool Begin(ulong imageBegin, ulong imageEnd)
    {
        ulong best = 0;
        for (int i = 0; i < MemoryMap.Count; i++)
        {
            if (MemoryMap.Type(i) != MemoryMap.Usable)
            {
                continue;
            }

            ulong start = MemoryMap.Start(i) < 0x10_0000 ? 0x10_0000 : MemoryMap.Start(i);
            ulong end = MemoryMap.End(i) > 0x1_0000_0000 ? 0x1_0000_0000 : MemoryMap.End(i);
            if (start < imageEnd && end > imageBegin)
            {
                // The image lies inside: what is behind it is the larger part on every machine with enough memory.
                start = imageEnd;
            }

            if (end > start && end - start > best)
            {
                best = end - start;
                Start = start;
                s_end = end;
            }
        }

        s_next = Start;
        Active = best != 0;
        return Active;
    }

    /// <summary>Takes zeroed, page-aligned memory; its physical address, or a panic.</summary>
    internal static ulong Take(ulong bytes)
    {
        bytes = (bytes + 0xfff) & ~0xfffUL;
        if (bytes > s_end - s_next)
        {
            Panic.Stop("not enough memory below 4 GiB for the first tables"u8);
        }

        ulong taken = s_next;
        s_next += bytes;
        Asm.ZeroWords(DirectMap.Pointer(taken), bytes / 8);
        return taken;
    }

    /// <summary>From here on the frame allocator serves.</summary>
    internal static void Finish() => Active = false;
}

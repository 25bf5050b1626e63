using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Hal;

/// <summary>Memory of this machine for devices. Thread context; takes locks of the nucleus for a short time.</summary>
public sealed class DmaAllocator : IDmaAllocator
{
    /// <inheritdoc/>
    public DmaMemory Allocate(int length, int alignment)
    {
        const int MaximumAlignment = 2 << 20;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alignment);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alignment, MaximumAlignment);
        return new DmaBlock(length, alignment);
    }

    /// <inheritdoc/>
    public DmaRing<T> AllocateRing<T>(uint entries)
        where T : unmanaged => new DmaEntries<T>(entries);

    /// <inheritdoc/>
    public DmaMapping CreateMapping() => new PinnedPages();
}

using System;

namespace CosmosNvme.Abstractions;

/// <summary>Where drivers get memory that devices can reach. Thread context only; may block and allocate.</summary>
public interface IDmaAllocator
{
    /// <summary>Zeroed, contiguous memory, aligned to <paramref name="alignment"/> (a power of two, at most 2 MiB; at least a page is taken).</summary>
    /// <exception cref="OutOfMemoryException">There is no such piece.</exception>
    DmaMemory Allocate(int length, int alignment);

    /// <summary>A zeroed, page-aligned ring of at least <paramref name="entries"/> entries.</summary>
    /// <exception cref="OutOfMemoryException">There is no such piece.</exception>
    DmaRing<T> AllocateRing<T>(uint entries)
        where T : unmanaged;

    /// <summary>A mapping that holds nothing yet. Its maker disposes it.</summary>
    DmaMapping CreateMapping();
}

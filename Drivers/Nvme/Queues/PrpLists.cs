using System;
using System.Numerics;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Memory for the PRP lists of all slots of a queue, allocated once. Short lists share pages, a power of two of entries each, and
/// long ones have whole pages, so that no list crosses a page: behind its end the controller would read on into whatever lies there.
/// NVMe Base 1.4 §4.3.
/// </summary>
internal sealed class PrpLists : IDisposable
{
    private readonly DmaRing<ulong> _memory;
    private readonly int _stride;

    /// <summary>Makes room for <paramref name="count"/> lists, each for <paramref name="entries"/> data pages.</summary>
    internal PrpLists(IDmaAllocator dma, int count, int entries)
    {
        _stride = StrideFor(entries);
        _memory = dma.AllocateRing<ulong>((uint)_stride * (uint)count);
    }

    /// <summary>What was allocated, in bytes.</summary>
    internal long MemoryBytes => (long)_memory.Capacity * sizeof(ulong);

    /// <summary>The list of a slot.</summary>
    internal PrpList this[int slot] => new(_memory, slot * _stride);

    /// <summary>Entries that a list takes up, the links between its pages included.</summary>
    internal static int StrideFor(int entries) => entries <= PrpList.EntriesPerPage
        ? (int)BitOperations.RoundUpToPowerOf2((uint)entries)
        : PagesFor(entries) * PrpList.EntriesPerPage;

    /// <summary>Pages for a list of <paramref name="entries"/> data pages: every page but the last gives its last entry up for the link to the next.</summary>
    internal static int PagesFor(int entries)
    {
        const int LinkedEntriesPerPage = PrpList.EntriesPerPage - 1;
        return entries <= PrpList.EntriesPerPage ? 1 : 1 + ((entries - PrpList.EntriesPerPage + LinkedEntriesPerPage - 1) / LinkedEntriesPerPage);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}

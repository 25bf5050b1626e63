using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Memory for the PRP list of one command slot: whole pages, so that no list crosses a page, where the controller would read on
/// into whatever lies behind. NVMe Base 1.4 §4.3.
/// </summary>
internal sealed class PrpList : IDisposable
{
    /// <summary>Entries of a page: 512.</summary>
    internal const int EntriesPerPage = DmaMapping.PageBytes / sizeof(ulong);

    private readonly DmaRing<ulong> _entries;

    /// <summary>Makes room for a list of <paramref name="maximumEntries"/> data pages.</summary>
    internal PrpList(IDmaAllocator dma, int maximumEntries)
    {
        _entries = dma.AllocateRing<ulong>((uint)(PagesFor(maximumEntries) * EntriesPerPage));
    }

    /// <summary>Of the first entry, page-aligned.</summary>
    internal DeviceAddress Address => _entries.Address;

    /// <summary>Entry <paramref name="index"/>, counted over all pages.</summary>
    internal ref ulong this[int index] => ref _entries[(uint)index];

    /// <summary>Of the page <paramref name="page"/> of the list.</summary>
    internal DeviceAddress PageAddress(int page) => Address + ((ulong)page * DmaMapping.PageBytes);

    /// <summary>Pages for a list of <paramref name="entries"/> entries, each but the last giving one entry up for the link to the next.</summary>
    internal static int PagesFor(int entries)
    {
        const int LinkedEntriesPerPage = EntriesPerPage - 1;
        return entries <= EntriesPerPage ? 1 : 1 + ((entries - EntriesPerPage + LinkedEntriesPerPage - 1) / LinkedEntriesPerPage);
    }

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();
}

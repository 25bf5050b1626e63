using System.Collections.Generic;

namespace CosmosNvme.Storage;

/// <summary>A set of cluster numbers: a bit each, in pages that are made when needed.</summary>
internal sealed class ClusterSet
{
    private const int PageBits = 1 << 15;

    private readonly Dictionary<uint, ulong[]> _pages = [];

    /// <summary>Adds a number.</summary>
    /// <returns>False if it was there.</returns>
    internal bool Add(uint cluster)
    {
        if (!_pages.TryGetValue(cluster / PageBits, out ulong[]? page))
        {
            page = new ulong[PageBits / 64];
            _pages.Add(cluster / PageBits, page);
        }

        uint bit = cluster % PageBits;
        ulong mask = 1UL << (int)(bit % 64);
        bool added = (page[bit / 64] & mask) == 0;
        page[bit / 64] |= mask;
        return added;
    }

    /// <summary>Takes a number out.</summary>
    internal void Remove(uint cluster)
    {
        if (_pages.TryGetValue(cluster / PageBits, out ulong[]? page))
        {
            uint bit = cluster % PageBits;
            page[bit / 64] &= ~(1UL << (int)(bit % 64));
        }
    }

    /// <summary>True if a number is in it.</summary>
    internal bool Contains(uint cluster)
    {
        uint bit = cluster % PageBits;
        return _pages.TryGetValue(cluster / PageBits, out ulong[]? page) && (page[bit / 64] & (1UL << (int)(bit % 64))) != 0;
    }
}

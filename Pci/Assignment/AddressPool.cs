using System;
using System.Collections.Generic;

namespace CosmosNvme.Pci;

/// <summary>Ranges of addresses and what of them is taken.</summary>
internal sealed class AddressPool
{
    private readonly List<(ulong First, ulong Last)> _ranges = [];
    private readonly List<(ulong First, ulong Last)> _taken = [];

    /// <summary>Adds addresses that may be given out.</summary>
    /// <param name="first">First address.</param>
    /// <param name="last">Last address.</param>
    internal void Add(ulong first, ulong last)
    {
        if (first <= last)
        {
            _ranges.Add((first, last));
        }
    }

    /// <summary>Notes that addresses are in use; they need not lie in a range.</summary>
    internal void Take(ulong first, ulong last) => _taken.Add((first, last));

    /// <summary>Takes free addresses.</summary>
    /// <param name="length">How many; at least 1.</param>
    /// <param name="alignment">What the first one is a multiple of; a power of two.</param>
    /// <param name="highest">The highest address that will do.</param>
    /// <returns>The first address, or null: there is no such room.</returns>
    internal ulong? Allocate(ulong length, ulong alignment, ulong highest)
    {
        foreach ((ulong first, ulong last) in _ranges)
        {
            ulong? start = AlignUp(Math.Max(first, alignment), alignment);
            while (start is ulong candidate && candidate <= last && length - 1 <= last - candidate && length - 1 <= highest && candidate <= highest - (length - 1))
            {
                int hit = _taken.FindIndex(taken => taken.First <= candidate + (length - 1) && taken.Last >= candidate);
                if (hit < 0)
                {
                    Take(candidate, candidate + (length - 1));
                    return candidate;
                }

                start = _taken[hit].Last == ulong.MaxValue ? null : AlignUp(_taken[hit].Last + 1, alignment);
            }
        }

        return null;
    }

    private static ulong? AlignUp(ulong value, ulong alignment) =>
        value > ulong.MaxValue - (alignment - 1) ? null : (value + (alignment - 1)) & ~(alignment - 1);
}

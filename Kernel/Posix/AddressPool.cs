using System.Collections.Generic;

namespace CosmosNvme.Posix;

/// <summary>Addresses to give out: first fit, with a page left free behind each piece so that running over an end is a fault.</summary>
internal sealed class AddressPool(ulong start, ulong bytes)
{
    // Pieces that are out, by their first address.
    private readonly SortedList<ulong, ulong> _taken = [];

    /// <summary>Takes whole pages; 0: there is no such piece.</summary>
    internal ulong Take(ulong length)
    {
        ulong candidate = start;
        foreach (KeyValuePair<ulong, ulong> piece in _taken)
        {
            if (piece.Key - candidate > length)
            {
                break;
            }

            candidate = piece.Key + piece.Value + FileMappings.PageBytes;
        }

        if (candidate - start > bytes || length >= bytes - (candidate - start))
        {
            return 0;
        }

        _taken.Add(candidate, length);
        return candidate;
    }

    /// <summary>Gives pages back; a part of a piece leaves the rest out. Nothing happens for address 0.</summary>
    internal void Give(ulong address, ulong length)
    {
        for (int i = 0; i < _taken.Count && address != 0; i++)
        {
            ulong first = _taken.Keys[i];
            ulong end = first + _taken.Values[i];
            if (address < first || address + length > end)
            {
                continue;
            }

            _taken.RemoveAt(i);
            if (first < address)
            {
                _taken.Add(first, address - first);
            }

            if (address + length < end)
            {
                _taken.Add(address + length, end - address - length);
            }

            return;
        }
    }
}

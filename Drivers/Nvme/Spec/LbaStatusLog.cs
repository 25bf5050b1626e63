using System;
using System.Collections.Generic;

namespace CosmosNvme.Nvme;

/// <summary>Log page 0Eh, LBA Status Information: where blocks may have become unreadable. NVMe Base 1.4 §5.14.1.14.</summary>
public sealed class LbaStatusLog : SpecStructure
{
    /// <summary>Bytes before the first namespace.</summary>
    internal const int HeaderBytes = 16;

    private const int RangeBytes = 16;

    private readonly List<(LbaStatusElement Element, (ulong Block, uint Blocks)[] Ranges)> _elements = [];

    /// <summary>Copies the page, with the namespaces that lie in it as a whole.</summary>
    /// <param name="data">The page from its beginning on, 16 bytes or more, as the controller returned it.</param>
    public LbaStatusLog(ReadOnlySpan<byte> data)
        : base(data, data.Length)
    {
        int offset = HeaderBytes;
        while (_elements.Count < ElementCount && LbaStatusElement.Bytes <= data.Length - offset)
        {
            LbaStatusElement element = new(data.Slice(offset, LbaStatusElement.Bytes));
            offset += LbaStatusElement.Bytes;
            uint count = element.RangeCount == LbaStatusElement.WholeNamespace ? 0 : element.RangeCount;
            if (count > (data.Length - offset) / RangeBytes)
            {
                break;
            }

            (ulong, uint)[] ranges = new (ulong, uint)[count];
            for (int index = 0; index < ranges.Length; index++)
            {
                ranges[index] = (Qword(offset), Dword(offset + sizeof(ulong)));
                offset += RangeBytes;
            }

            _elements.Add((element, ranges));
        }
    }

    /// <summary>LSLPLEN (0): bytes of the page.</summary>
    public uint LogBytes => Dword(0);

    /// <summary>NLSLNE (4): namespaces that the controller reports.</summary>
    public uint ElementCount => Dword(4);

    /// <summary>ESTULB (8): about how many blocks may be unreadable.</summary>
    public uint EstimatedBlocks => Dword(8);

    /// <summary>LSGC (14): changes with the page.</summary>
    public ushort Generation => Word(14);

    /// <summary>The namespaces, and the first block (RSLBA) and number of blocks (RNLB) of the ranges in each.</summary>
    public IReadOnlyList<(LbaStatusElement Element, (ulong Block, uint Blocks)[] Ranges)> Elements => _elements;
}

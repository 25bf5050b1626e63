using System.Collections.Generic;

namespace CosmosNvme.Pci;

/// <summary>BARs whose size can be chosen (PCI Express 6.0 §7.8.6). Recognised and shown; sizes stay as firmware chose them.</summary>
public sealed class ResizableBarCapability : PciCapability
{
    /// <summary>Bytes of one with the fewest BARs.</summary>
    internal const int Bytes = 12;

    private const int EntryBytes = 8;
    private const int MostBars = 6;
    private const int FirstEntry = 4;

    // The smallest size is a megabyte.
    private const int SizeShift = 20;

    private static readonly BitField s_sizes = new(4, 28);
    private static readonly BitField s_index = new(0, 3);
    private static readonly BitField s_count = new(5, 3);
    private static readonly BitField s_size = new(8, 6);

    internal ResizableBarCapability(PciFunction function, int offset, byte version)
        : base(function, CapabilityId.ExtendedResizableBar, offset, version)
    {
    }

    /// <summary>The BARs, those with nonsense left out.</summary>
    public IReadOnlyList<ResizableBar> Read()
    {
        List<ResizableBar> bars = [];
        int count = (int)s_count.Get(Read32(FirstEntry + sizeof(uint)));
        for (int entry = 0; entry < count && entry < MostBars && Offset + FirstEntry + ((entry + 1) * EntryBytes) <= ConfigurationSpace.ExtendedBytes; entry++)
        {
            uint capability = Read32(FirstEntry + (entry * EntryBytes));
            uint control = Read32(FirstEntry + (entry * EntryBytes) + sizeof(uint));
            int index = (int)s_index.Get(control);
            int size = (int)s_size.Get(control);
            if (index < MostBars && size < 64 - SizeShift)
            {
                bars.Add(new ResizableBar(index, 1UL << (size + SizeShift), SizesOf(s_sizes.Get(capability))));
            }
        }

        return bars;
    }

    private static List<ulong> SizesOf(uint mask)
    {
        List<ulong> sizes = [];
        for (int bit = 0; bit < s_sizes.Width; bit++)
        {
            if (((mask >> bit) & 1) != 0)
            {
                sizes.Add(1UL << (bit + SizeShift));
            }
        }

        return sizes;
    }
}

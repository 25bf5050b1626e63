using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>Finds address and size of a function's BARs: ones are written, what reads back tells the size (PCI 3.0 §6.2.5.1).</summary>
internal static class BarReader
{
    private const uint IoFlag = 1;
    private const uint PrefetchableFlag = 1 << 3;
    private const uint RomEnable = 1;
    private const uint IoMask = ~3u;
    private const uint MemoryMask = ~15u;
    private const uint RomMask = ~0x7ffu;
    private const PciCommand Decoding = PciCommand.IoSpace | PciCommand.MemorySpace;

    private static readonly BitField s_memoryType = new(1, 2);

    /// <summary>Reads all BARs and the ROM's. Afterwards the function's registers are as before.</summary>
    /// <param name="space">Configuration space.</param>
    /// <param name="address">The function; no driver uses it yet.</param>
    /// <param name="kind">Its header, which says how many BARs there are and where the ROM's is.</param>
    /// <param name="isHostBridge">True: it goes on decoding meanwhile.</param>
    /// <param name="warnings">Receives what is wrong.</param>
    internal static List<PciBar> Read(ConfigurationSpace space, PciAddress address, PciHeaderKind kind, bool isHostBridge, List<string> warnings)
    {
        // While it holds ones, a BAR would claim addresses of others. Some host bridges switch off the way to memory with the same
        // bit, so theirs stays set, as Linux does it.
        ushort command = space.Read16(address, ConfigurationRegister.Command);
        bool silence = !isHostBridge && ((PciCommand)command & Decoding) != 0;
        if (silence)
        {
            space.Write16(address, ConfigurationRegister.Command, (ushort)((PciCommand)command & ~Decoding));
        }

        List<PciBar> bars = [];
        int count = kind switch { PciHeaderKind.Function => 6, PciHeaderKind.Bridge => 2, _ => 1 };
        for (int index = 0; index < count; index++)
        {
            index += ReadBar(space, address, index, index + 1 < count, bars, warnings);
        }

        if (kind != PciHeaderKind.CardBus)
        {
            ReadRom(space, address, kind == PciHeaderKind.Bridge ? ConfigurationRegister.BridgeRom : ConfigurationRegister.Rom, bars);
        }

        if (silence)
        {
            space.Write16(address, ConfigurationRegister.Command, command);
        }

        return bars;
    }

    // Returns how many registers more than one the BAR takes.
    private static int ReadBar(ConfigurationSpace space, PciAddress address, int index, bool hasNext, List<PciBar> bars, List<string> warnings)
    {
        int register = ConfigurationRegister.FirstBar + (index * sizeof(uint));
        (uint low, uint lowOnes) = Probe(space, address, register, uint.MaxValue);
        if ((low & IoFlag) != 0)
        {
            // Devices may leave the upper half of an I/O BAR unimplemented.
            Add(bars, index, PciBarKind.Io, low & IoMask, lowOnes & IoMask, isPrefetchable: false, isEnabled: true);
            return 0;
        }

        bool prefetchable = (low & PrefetchableFlag) != 0;
        switch (s_memoryType.Get(low))
        {
            case 0:
                Add(bars, index, PciBarKind.Memory32, low & MemoryMask, lowOnes & MemoryMask, prefetchable, isEnabled: true);
                return 0;

            case 1:
                Add(bars, index, PciBarKind.MemoryBelow1MiB, low & MemoryMask, lowOnes & MemoryMask, prefetchable, isEnabled: true);
                return 0;

            case 2 when hasNext:
                (uint high, uint highOnes) = Probe(space, address, register + sizeof(uint), uint.MaxValue);
                ulong value = ((ulong)high << 32) | (low & MemoryMask);
                ulong ones = ((ulong)highOnes << 32) | (lowOnes & MemoryMask);
                Add(bars, index, PciBarKind.Memory64, value, ones, prefetchable, isEnabled: true);
                return 1;

            case 2:
                // The register behind the last BAR is another one; it must not be written.
                warnings.Add($"{address}: BAR {index} claims to be 64 bits wide but has no second half; it is ignored");
                return 0;

            default:
                warnings.Add($"{address}: BAR {index} is of a reserved type; it is ignored");
                return 0;
        }
    }

    private static void ReadRom(ConfigurationSpace space, PciAddress address, int register, List<PciBar> bars)
    {
        // Not all ones: that would switch the ROM on.
        (uint value, uint ones) = Probe(space, address, register, RomMask);
        Add(bars, PciBar.RomIndex, PciBarKind.Rom, value & RomMask, ones & RomMask, isPrefetchable: false, (value & RomEnable) != 0);
    }

    private static (uint Value, uint Ones) Probe(ConfigurationSpace space, PciAddress address, int register, uint probe)
    {
        uint value = space.Read32(address, register);
        space.Write32(address, register, probe);
        uint ones = space.Read32(address, register);
        space.Write32(address, register, value);
        return (value, ones);
    }

    private static void Add(List<PciBar> bars, int index, PciBarKind kind, ulong value, ulong ones, bool isPrefetchable, bool isEnabled)
    {
        // The lowest bit that can be set is the size; no bit means no BAR.
        ulong length = ones & (~ones + 1);
        if (length == 0)
        {
            return;
        }

        // A value that does not change is no BAR either but a constant, unless it is the highest address that the BAR can hold.
        ulong highest = kind switch
        {
            PciBarKind.Io => (ones > ushort.MaxValue ? uint.MaxValue : ushort.MaxValue) & IoMask,
            PciBarKind.Memory64 => ~(ulong)~MemoryMask,
            PciBarKind.MemoryBelow1MiB => 0xfffff & MemoryMask,
            PciBarKind.Rom => RomMask,
            _ => MemoryMask,
        };
        if (value != ones || (ones | ((length - 1) & highest)) == highest)
        {
            bars.Add(new PciBar(index, kind, new PhysicalAddress(value), length, isPrefetchable, isEnabled));
        }
    }
}

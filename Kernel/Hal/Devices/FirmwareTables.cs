using System.Collections.Generic;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>What the ACPI tables of this machine say. Any thread; allocates the answers; does not block.</summary>
public static class FirmwareTables
{
    /// <summary>Lists where PCI configuration space is mapped; empty without PCI Express.</summary>
    public static IReadOnlyList<EcamRange> ReadEcamRanges()
    {
        List<EcamRange> ranges = [];
        for (int index = 0; AcpiServices.TryReadEcam(index, out EcamSnapshot range); index++)
        {
            ranges.Add(new EcamRange(new PhysicalAddress(range.Base), range.Segment, range.FirstBus, range.LastBus));
        }

        return ranges;
    }

    /// <summary>Copies all sound tables that the root table names, in its order.</summary>
    public static IReadOnlyList<byte[]> ReadTables()
    {
        List<byte[]> tables = [];
        for (int index = 0; AcpiServices.Table(index) is { IsEmpty: false } table; index++)
        {
            tables.Add(table.ToArray());
        }

        return tables;
    }

    /// <summary>Lists firmware's memory map by address.</summary>
    public static IReadOnlyList<MemoryRange> ReadMemoryMap()
    {
        List<MemoryRange> map = [];
        for (int index = 0; MemoryServices.TryReadMap(index, out MemoryMapSnapshot range); index++)
        {
            map.Add(new MemoryRange(range.Start, range.End, range.Type));
        }

        return map;
    }
}

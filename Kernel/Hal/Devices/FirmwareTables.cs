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
}

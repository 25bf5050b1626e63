using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>The table of memory-mapped PCI configuration ranges (PCI Firmware 3.3 §4.1.2).</summary>
internal static unsafe class Mcfg
{
    private const uint EntriesOffset = 44;
    private const uint EntrySize = 16;

    private static McfgInfo s_info;

    /// <summary>The ranges; none on machines without PCI Express.</summary>
    internal static McfgInfo* Info => (McfgInfo*)Unsafe.AsPointer(ref s_info);

    /// <summary>Reads the machine's MCFG. Boot CPU, once, after <see cref="AcpiTables.Initialize"/>.</summary>
    internal static void Initialize()
    {
        byte* table = AcpiTables.Find(AcpiSignature.Mcfg, 0);
        if (table == null)
        {
            return;
        }

        AcpiFault fault = Parse(table, Info);
        if (fault != AcpiFault.None)
        {
            AcpiTables.WarnPart(table, fault);
        }
    }

    /// <summary>
    /// Fills <paramref name="info"/> from a checked table. Entries with an impossible address or bus range are left out;
    /// the first such entry decides the result.
    /// </summary>
    internal static AcpiFault Parse(byte* table, McfgInfo* info)
    {
        info->Count = 0;
        uint length = AcpiTable.Length(table);
        if (length < EntriesOffset)
        {
            return AcpiFault.BadLength;
        }

        AcpiFault fault = (length - EntriesOffset) % EntrySize == 0 ? AcpiFault.None : AcpiFault.EntryBeyondEnd;
        uint count = (length - EntriesOffset) / EntrySize;
        for (uint i = 0; i < count && info->Count < McfgInfo.Capacity; i++)
        {
            byte* entry = table + EntriesOffset + (i * EntrySize);
            ulong address = *(ulong*)entry;
            byte first = entry[10];
            byte last = entry[11];

            // Each bus takes 1 MiB; the ranges of real machines lie below 2^52.
            if (address == 0 || (address & 0xFFFFF) != 0 || address >> 52 != 0 || last < first)
            {
                fault = AcpiFault.ImpossibleValue;
                continue;
            }

            McfgSegment* segment = McfgInfo.Segment(info, info->Count);
            segment->Base = address;
            segment->Segment = *(ushort*)(entry + 8);
            segment->FirstBus = first;
            segment->LastBus = last;
            info->Count++;
        }

        return fault;
    }
}

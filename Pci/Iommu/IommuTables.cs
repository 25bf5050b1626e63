using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// Where the IOMMUs of a machine are, from the ACPI tables DMAR (Intel VT-d specification 4.1 §8.1 to §8.3) and IVRS (AMD I/O Virtualization
/// 48882 §5.2.2). Damaged tables give those units that could be read.
/// </summary>
internal static class IommuTables
{
    private const int DmarFirst = 48;
    private const int DmarHardwareUnit = 0;
    private const int IvrsFirst = 48;
    private const int IvrsSmallestBlock = 24;

    /// <summary>Register bases of Intel's units.</summary>
    internal static List<PhysicalAddress> ReadDmar(ReadOnlySpan<byte> table)
    {
        List<PhysicalAddress> units = [];
        for (int offset = DmarFirst; offset + 4 <= table.Length;)
        {
            int type = BinaryPrimitives.ReadUInt16LittleEndian(table[offset..]);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(table[(offset + 2)..]);
            if (length < 4 || length > table.Length - offset)
            {
                break;
            }

            if (type == DmarHardwareUnit && length >= 16)
            {
                Add(units, BinaryPrimitives.ReadUInt64LittleEndian(table[(offset + 8)..]));
            }

            offset += length;
        }

        return units;
    }

    /// <summary>Register bases of AMD's units; firmware describes one unit in up to three blocks.</summary>
    internal static List<PhysicalAddress> ReadIvrs(ReadOnlySpan<byte> table)
    {
        List<PhysicalAddress> units = [];
        for (int offset = IvrsFirst; offset + 4 <= table.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(table[(offset + 2)..]);
            if (length < 4 || length > table.Length - offset)
            {
                break;
            }

            if (table[offset] is 0x10 or 0x11 or 0x40 && length >= IvrsSmallestBlock)
            {
                Add(units, BinaryPrimitives.ReadUInt64LittleEndian(table[(offset + 8)..]));
            }

            offset += length;
        }

        return units;
    }

    private static void Add(List<PhysicalAddress> units, ulong address)
    {
        if (address != 0 && !units.Contains(new PhysicalAddress(address)))
        {
            units.Add(new PhysicalAddress(address));
        }
    }
}

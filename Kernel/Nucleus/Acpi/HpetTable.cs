using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>The HPET description table (IA-PC HPET 1.0a §3.2.4).</summary>
[SkipLocalsInit]
internal static unsafe class HpetTable
{
    private const uint MinimumLength = 56;

    private static ulong s_address;

    /// <summary>Physical address of the timer block, 0 if the machine describes none.</summary>
    internal static ulong Address => s_address;

    /// <summary>Reads the machine's HPET table. Boot CPU, once, after <see cref="AcpiTables.Initialize"/>.</summary>
    internal static void Initialize()
    {
        byte* table = AcpiTables.Find(AcpiSignature.Hpet, 0);
        if (table == null)
        {
            return;
        }

        ulong address;
        AcpiFault fault = Parse(table, &address);
        s_address = address;
        if (fault != AcpiFault.None)
        {
            AcpiTables.WarnPart(table, fault);
        }
    }

    /// <summary>Stores the block's physical address, or 0 with a fault.</summary>
    internal static AcpiFault Parse(byte* table, ulong* address)
    {
        *address = 0;
        if (AcpiTable.Length(table) < MinimumLength)
        {
            return AcpiFault.BadLength;
        }

        // Generic address: space 0 is memory. The block is 1 KiB large and aligned to that.
        ulong block = *(ulong*)(table + 44);
        if (table[40] != 0 || block == 0 || (block & 0x3FF) != 0)
        {
            return AcpiFault.ImpossibleValue;
        }

        *address = block;
        return AcpiFault.None;
    }
}

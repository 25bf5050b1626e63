using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Finds the firmware's ACPI tables (ACPI 6.4 §5.2) and hands out those that are sound. A damaged one costs a warning line and is
/// then as good as absent. Filled once by the boot CPU; read-only afterwards, from any context.
/// </summary>
[SkipLocalsInit]
internal static unsafe class AcpiTables
{
    private static AcpiDirectory s_directory;

    /// <summary>Number of sound tables.</summary>
    internal static uint Count => s_directory.Count;

    /// <summary>
    /// Finds the root table and checks every table it names. Returns false if there is no usable root table. What the tables say is read
    /// next, by Initialize of <see cref="Madt"/>, <see cref="Fadt"/>, <see cref="Mcfg"/>, <see cref="HpetTable"/> and, after the FADT,
    /// <see cref="SleepState"/>.
    /// </summary>
    /// <param name="rsdpPhysical">Root pointer from the boot loader, or 0 to search the BIOS areas.</param>
    internal static bool Initialize(ulong rsdpPhysical) => OpenRoot(rsdpPhysical);

    /// <summary>The <paramref name="index"/>-th sound table with that signature (see <see cref="AcpiSignature"/>), or null.</summary>
    internal static byte* Find(uint signature, int index) => AcpiDirectory.Find(Directory(), signature, index);

    /// <summary>The i-th sound table, or null beyond the last.</summary>
    internal static byte* At(uint index) => index < s_directory.Count ? (byte*)Directory()->Tables[index] : null;

    /// <summary>Maps and checks a table that only another table names (the DSDT). Null, after a warning, if it is not sound.</summary>
    internal static byte* OpenLinked(ulong physical, uint signature)
    {
        byte* table;
        AcpiFault fault = AcpiTable.Open(physical, signature, &MapFirmware, &table);
        if (fault == AcpiFault.None)
        {
            return table;
        }

        if (fault != AcpiFault.Absent)
        {
            Warn(physical, (byte*)&signature, fault);
        }

        return null;
    }

    /// <summary>One warning line about a table. <paramref name="signature"/> points to four characters, or is null if unreadable.</summary>
    internal static void Warn(ulong physical, byte* signature, AcpiFault fault)
    {
        LogLine* line = Log.Begin(LogLevel.Warning)->Text("ACPI: table "u8);
        if (signature != null)
        {
            uint name = Printable(*(uint*)signature);
            line->Bytes((byte*)&name, 4)->Text(" "u8);
        }

        line->Text("at "u8)->Hex(physical)->Text(" "u8)->Text(AcpiFaultText.Of(fault))->Text("; it is ignored"u8)->End();
    }

    /// <summary>One warning line about the content of a sound table of which only a part could be used.</summary>
    internal static void WarnPart(byte* table, AcpiFault fault)
    {
        uint name = Printable(AcpiTable.Signature(table));
        Log.Begin(LogLevel.Warning)->Text("ACPI: table "u8)->Bytes((byte*)&name, 4)->Text(" "u8)->Text(AcpiFaultText.Of(fault))
            ->Text("; what comes after it is ignored"u8)->End();
    }

    /// <summary>Replaces the bytes of a signature that would spoil a log line.</summary>
    internal static uint Printable(uint signature)
    {
        uint result = 0;
        for (int shift = 0; shift < 32; shift += 8)
        {
            uint character = (signature >> shift) & 0xFF;
            result |= (character is < 0x20 or > 0x7E ? (byte)'?' : character) << shift;
        }

        return result;
    }

    /// <summary>
    /// Reads a root table (XSDT with 64-bit entries, RSDT with 32-bit entries; ACPI 6.4 §5.2.7, §5.2.8) into <paramref name="directory"/>.
    /// Each entry that is not sound is passed to <paramref name="rejected"/>.
    /// </summary>
    internal static AcpiFault ReadRoot(
        ulong physical,
        uint signature,
        delegate*<ulong, ulong, byte*> map,
        delegate*<ulong, byte*, AcpiFault, void> rejected,
        AcpiDirectory* directory)
    {
        byte* root;
        AcpiFault fault = AcpiTable.Open(physical, signature, map, &root);
        if (fault != AcpiFault.None)
        {
            return fault;
        }

        uint size = signature == AcpiSignature.Xsdt ? 8u : 4u;
        uint count = (AcpiTable.Length(root) - AcpiTable.HeaderLength) / size;
        byte* entries = root + AcpiTable.HeaderLength;
        for (uint i = 0; i < count; i++)
        {
            ulong address = size == 8 ? *(ulong*)(entries + (i * 8)) : *(uint*)(entries + (i * 4));
            if (address == 0 || address == physical || AcpiDirectory.Contains(directory, address))
            {
                continue;
            }

            byte* table;
            AcpiFault entryFault = AcpiTable.Open(address, 0, map, &table);
            if (entryFault == AcpiFault.None)
            {
                AcpiDirectory.Add(directory, address, table);
            }
            else
            {
                directory->Rejected++;
                if (directory->Rejected <= AcpiDirectory.Capacity)
                {
                    rejected(address, table, entryFault);
                }
            }
        }

        return AcpiFault.None;
    }

    private static bool OpenRoot(ulong rsdpPhysical)
    {
        ulong rsdt;
        ulong xsdt;
        AcpiFault fault = Rsdp.Read(rsdpPhysical, &MapFirmware, &rsdt, &xsdt);
        if (fault != AcpiFault.None)
        {
            if (fault != AcpiFault.Absent)
            {
                Log.Begin(LogLevel.Warning)->Text("ACPI: the boot loader's root pointer at "u8)->Hex(rsdpPhysical)->Text(" "u8)
                    ->Text(AcpiFaultText.Of(fault))->Text("; the BIOS areas are searched"u8)->End();
            }

            rsdpPhysical = Rsdp.Search(&MapFirmware);
            if (Rsdp.Read(rsdpPhysical, &MapFirmware, &rsdt, &xsdt) != AcpiFault.None)
            {
                Log.Begin(LogLevel.Warning)->Text("ACPI: this machine has no root pointer"u8)->End();
                return false;
            }
        }

        return TryRoot(xsdt, AcpiSignature.Xsdt) || TryRoot(rsdt, AcpiSignature.Rsdt);
    }

    private static bool TryRoot(ulong physical, uint signature)
    {
        AcpiFault fault = ReadRoot(physical, signature, &MapFirmware, &Warn, Directory());
        if (fault == AcpiFault.None)
        {
            return true;
        }

        if (fault != AcpiFault.Absent)
        {
            Warn(physical, (byte*)&signature, fault);
        }

        return false;
    }

    private static byte* MapFirmware(ulong physical, ulong length) => DeviceMap.MapFirmware(physical, length);

    private static AcpiDirectory* Directory() => (AcpiDirectory*)Unsafe.AsPointer(ref s_directory);
}

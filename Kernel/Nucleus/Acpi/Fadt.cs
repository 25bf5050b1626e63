using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>The fixed ACPI description table (ACPI 6.4 §5.2.9), all revisions: a field beyond the table's length counts as zero.</summary>
internal static unsafe class Fadt
{
    /// <summary>Boot flag: there is no CMOS clock.</summary>
    internal const ushort NoCmosClock = 1 << 5;

    // ACPI 1.0 tables have 116 bytes; the fields read unconditionally end before that.
    private const uint MinimumLength = 116;
    private const uint TimerIs32Bits = 1 << 8;
    private const uint ResetSupported = 1 << 10;
    private const uint HardwareReduced = 1 << 20;

    private static FadtInfo s_info;
    private static uint s_present;

    /// <summary>True if a sound FADT was read.</summary>
    internal static bool Present => s_present != 0;

    /// <summary>What the table says; all zero without one.</summary>
    internal static FadtInfo* Info => (FadtInfo*)Unsafe.AsPointer(ref s_info);

    /// <summary>Reads the machine's FADT. Boot CPU, once, after <see cref="AcpiTables.Initialize"/>.</summary>
    internal static void Initialize()
    {
        byte* table = AcpiTables.Find(AcpiSignature.Fadt, 0);
        if (table == null)
        {
            Log.Begin(LogLevel.Warning)->Text("ACPI: no usable FADT; the machine cannot be powered off"u8)->End();
            return;
        }

        AcpiFault fault = Parse(table, Info);
        if (fault != AcpiFault.None)
        {
            AcpiTables.WarnPart(table, fault);
            return;
        }

        s_present = 1;
    }

    /// <summary>Fills <paramref name="info"/> from a checked table.</summary>
    internal static AcpiFault Parse(byte* table, FadtInfo* info)
    {
        Clear(info);
        uint length = AcpiTable.Length(table);
        if (length < MinimumLength)
        {
            return AcpiFault.BadLength;
        }

        info->Flags = *(uint*)(table + 112);
        info->SciInterrupt = *(ushort*)(table + 46);
        info->SmiCommandPort = *(uint*)(table + 48);
        info->AcpiEnable = table[52];
        info->CenturyIndex = table[108];
        info->BootFlags = AcpiTable.Revision(table) >= 2 ? *(ushort*)(table + 109) : (ushort)0;
        info->PmTimerBits = (info->Flags & TimerIs32Bits) != 0 ? (byte)32 : (byte)24;

        info->Dsdt = length >= 148 ? *(ulong*)(table + 140) : 0;
        if (info->Dsdt == 0)
        {
            info->Dsdt = *(uint*)(table + 40);
        }

        byte pm1Width = (byte)(table[89] * 8);
        Choose(table, length, 208, *(uint*)(table + 76), 32, &info->PmTimer);
        Choose(table, length, 172, *(uint*)(table + 64), pm1Width, &info->Pm1aControl);
        Choose(table, length, 184, *(uint*)(table + 68), pm1Width, &info->Pm1bControl);
        if (length >= 129 && (info->Flags & ResetSupported) != 0)
        {
            ReadReset(table + 116, &info->Reset);
            info->ResetValue = table[128];
        }

        if (length >= 256 && (info->Flags & HardwareReduced) != 0)
        {
            ReadAddress(table + 244, &info->SleepControl);
        }

        return AcpiFault.None;
    }

    // The extended field wins if the table has it and it is not zero (ACPI 6.4 table 5.9).
    private static void Choose(byte* table, uint length, uint extendedOffset, uint port, byte width, AcpiRegister* register)
    {
        if (length >= extendedOffset + 12)
        {
            ReadAddress(table + extendedOffset, register);
            if (register->Address != 0)
            {
                return;
            }
        }

        if (port is not 0 and <= 0xFFFF)
        {
            register->Address = port;
            register->Space = AcpiRegister.Ports;
            register->Width = width;
        }
    }

    // The reset register alone may lie in configuration space, on bus 0 (ACPI 6.4 §4.8.3.6).
    private static void ReadReset(byte* field, AcpiRegister* register)
    {
        ReadAddress(field, register);
        ulong address = *(ulong*)(field + 4);
        bool fits = (address >> 32) < 32 && ((address >> 16) & 0xFFFF) < 8 && (address & 0xFFFF) < 256;
        if (field[0] == AcpiRegister.Configuration && address != 0 && fits)
        {
            register->Address = address;
            register->Space = AcpiRegister.Configuration;
            register->Width = field[1];
        }
    }

    private static void ReadAddress(byte* field, AcpiRegister* register)
    {
        byte space = field[0];
        ulong address = *(ulong*)(field + 4);
        bool usable = space == AcpiRegister.Ports ? address <= 0xFFFF : space == AcpiRegister.Memory && address >> 52 == 0;
        register->Address = usable ? address : 0;
        register->Space = usable ? space : (byte)0;
        register->Width = usable ? field[1] : (byte)0;
    }

    private static void Clear(FadtInfo* info)
    {
        byte* bytes = (byte*)info;
        for (int i = 0; i < sizeof(FadtInfo); i++)
        {
            bytes[i] = 0;
        }
    }
}

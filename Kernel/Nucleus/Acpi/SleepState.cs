using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The sleep type values of S5 (soft off), taken from the package `_S5_` (ACPI 6.4 §7.4.2) without an interpreter: firmware writes it
/// as a named package of constants, so its few bytes can be recognised in the AML (§20.2.4, §20.2.5.4).
/// </summary>
[SkipLocalsInit]
internal static unsafe class SleepState
{
    private const uint Name = 0x5F35_535F; // "_S5_"
    private const byte NameOp = 0x08;
    private const byte PackageOp = 0x12;

    private static uint s_known;
    private static byte s_typeA;
    private static byte s_typeB;

    /// <summary>True if the values were found.</summary>
    internal static bool Known => s_known != 0;

    /// <summary>Sleep type for PM1a control.</summary>
    internal static byte TypeA => s_typeA;

    /// <summary>Sleep type for PM1b control.</summary>
    internal static byte TypeB => s_typeB;

    /// <summary>Searches DSDT and SSDTs. Boot CPU, once, after the FADT was read.</summary>
    internal static void Initialize()
    {
        if (!Fadt.Present)
        {
            return;
        }

        byte* table = AcpiTables.OpenLinked(Fadt.Info->Dsdt, AcpiSignature.Dsdt);
        for (int index = 0; ; index++)
        {
            byte a;
            byte b;
            if (table != null && TryFind(table, &a, &b))
            {
                s_typeA = a;
                s_typeB = b;
                s_known = 1;
                return;
            }

            table = AcpiTables.Find(AcpiSignature.Ssdt, index);
            if (table == null)
            {
                return;
            }
        }
    }

    /// <summary>Searches one checked table of AML.</summary>
    internal static bool TryFind(byte* table, byte* typeA, byte* typeB)
    {
        byte* end = table + AcpiTable.Length(table);
        for (byte* p = table + AcpiTable.HeaderLength + 1; p + 8 <= end; p++)
        {
            if (*(uint*)p != Name)
            {
                continue;
            }

            // Name(_S5_, ...) or Name(\_S5_, ...); p[-2] is at worst the last byte of the header.
            bool named = p[-1] == NameOp || (p[-1] == (byte)'\\' && p[-2] == NameOp);
            if (named && TryReadPackage(p + 4, end, typeA, typeB))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryReadPackage(byte* p, byte* end, byte* typeA, byte* typeB)
    {
        if (*p != PackageOp)
        {
            return false;
        }

        // PkgLength: bits 7:6 of the lead byte count the bytes that follow it (ACPI 6.4 §20.2.4).
        byte* lead = p + 1;
        uint following = (uint)*lead >> 6;
        byte* elements = lead + 1 + following;
        if (elements >= end)
        {
            return false;
        }

        uint length = (uint)*lead & (following == 0 ? 0x3Fu : 0x0Fu);
        for (uint i = 0; i < following; i++)
        {
            length |= (uint)lead[1 + i] << (int)(4 + (8 * i));
        }

        // The length counts from its own lead byte.
        if (length > (ulong)(end - lead) || lead + length <= elements)
        {
            return false;
        }

        end = lead + length;
        byte count = *elements;
        p = elements + 1;
        if (count == 0 || !TryReadConstant(&p, end, typeA))
        {
            return false;
        }

        // A package of one element describes machines without PM1b.
        *typeB = 0;
        return count < 2 || TryReadConstant(&p, end, typeB);
    }

    private static bool TryReadConstant(byte** position, byte* end, byte* value)
    {
        byte* p = *position;
        if (p >= end)
        {
            return false;
        }

        uint size;
        switch (*p)
        {
            case 0x00: // ZeroOp
            case 0x01: // OneOp
                *value = *p;
                *position = p + 1;
                return true;
            case 0x0A: // BytePrefix
                size = 1;
                break;
            case 0x0B: // WordPrefix
                size = 2;
                break;
            case 0x0C: // DWordPrefix
                size = 4;
                break;
            default:
                return false;
        }

        if ((ulong)(end - p) < 1 + size)
        {
            return false;
        }

        // Only the low byte counts; the type itself has three bits.
        *value = (byte)(p[1] & 7);
        *position = p + 1 + size;
        return true;
    }
}

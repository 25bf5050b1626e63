using System;
using System.Buffers.Binary;

namespace CosmosNvme.Storage;

/// <summary>Makes the entries in front of a short one that hold a long name.</summary>
internal static class LongNameWriter
{
    private const int UnitsPerEntry = 13;
    private const byte LastFlag = 0x40;
    private const byte LongNameAttributes = 0x0F;

    /// <summary>Entries that a long name takes.</summary>
    internal static int Count(string name) => (name.Length + UnitsPerEntry - 1) / UnitsPerEntry;

    /// <summary>Writes them, last part first as they lie on the disk.</summary>
    /// <param name="name">The name.</param>
    /// <param name="checksum">The sum of the short name.</param>
    /// <param name="entries">Receives them; as long as <see cref="Count"/> says.</param>
    internal static void Write(string name, byte checksum, Span<byte> entries)
    {
        int count = Count(name);
        Span<char> units = stackalloc char[UnitsPerEntry];
        for (int number = count; number > 0; number--)
        {
            Span<byte> raw = entries.Slice((count - number) * FatEntry.Bytes, FatEntry.Bytes);
            ReadOnlySpan<char> part = name.AsSpan((number - 1) * UnitsPerEntry);
            part = part.Length > UnitsPerEntry ? part[..UnitsPerEntry] : part;

            // A zero ends a name that does not fill its last entry; all ones fill the rest.
            units.Fill('\uFFFF');
            part.CopyTo(units);
            if (part.Length < UnitsPerEntry)
            {
                units[part.Length] = '\0';
            }

            raw.Clear();
            raw[0] = (byte)(number == count ? number | LastFlag : number);
            raw[11] = LongNameAttributes;
            raw[13] = checksum;
            Copy(units[..5], raw[1..]);
            Copy(units[5..11], raw[14..]);
            Copy(units[11..], raw[28..]);
        }
    }

    private static void Copy(ReadOnlySpan<char> units, Span<byte> bytes)
    {
        for (int index = 0; index < units.Length; index++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[(index * 2)..], units[index]);
        }
    }
}

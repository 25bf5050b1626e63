namespace CosmosNvme.Nucleus;

/// <summary>The root system description pointer (ACPI 6.4 §5.2.5): where it may lie, and when to believe it.</summary>
internal static unsafe class Rsdp
{
    /// <summary>Bytes of the first revision, covered by the first checksum.</summary>
    internal const uint FirstLength = 20;

    /// <summary>Bytes of revision 2 and later.</summary>
    internal const uint ExtendedLength = 36;

    private const ulong Magic = 0x2052_5450_2044_5352; // "RSD PTR "
    private const uint MaximumLength = 4096;
    private const ulong EbdaSegmentPointer = 0x40E;
    private const ulong EbdaSearched = 1024;
    private const ulong BiosArea = 0xE0000;
    private const ulong BiosAreaLength = 0x20000;

    /// <summary>Checks the structure at <paramref name="physical"/> and stores the two root table addresses (0 = none).</summary>
    internal static AcpiFault Read(ulong physical, delegate*<ulong, ulong, byte*> map, ulong* rsdt, ulong* xsdt)
    {
        *rsdt = 0;
        *xsdt = 0;
        if (physical == 0)
        {
            return AcpiFault.Absent;
        }

        byte* pointer = map(physical, FirstLength);
        if (pointer == null)
        {
            return AcpiFault.Unmapped;
        }

        if (*(ulong*)pointer != Magic)
        {
            return AcpiFault.WrongSignature;
        }

        if (AcpiTable.Sum(pointer, FirstLength) != 0)
        {
            return AcpiFault.BadChecksum;
        }

        *rsdt = *(uint*)(pointer + 16);
        if (pointer[15] < 2)
        {
            return AcpiFault.None;
        }

        // A damaged extension costs the XSDT only: the RSDT's address was covered by the first checksum.
        byte* extended = map(physical, ExtendedLength);
        if (extended == null)
        {
            return *rsdt != 0 ? AcpiFault.None : AcpiFault.Unmapped;
        }

        uint length = *(uint*)(extended + 20);
        if (length < ExtendedLength || length > MaximumLength)
        {
            return *rsdt != 0 ? AcpiFault.None : AcpiFault.BadLength;
        }

        extended = map(physical, length);
        if (extended == null || AcpiTable.Sum(extended, length) != 0)
        {
            return *rsdt != 0 ? AcpiFault.None : AcpiFault.BadChecksum;
        }

        *xsdt = *(ulong*)(extended + 24);
        return AcpiFault.None;
    }

    /// <summary>
    /// Searches the first KiB of the extended BIOS data area and then 0xE0000-0xFFFFF (ACPI 6.4 §5.2.5.1).
    /// Returns the physical address or 0.
    /// </summary>
    internal static ulong Search(delegate*<ulong, ulong, byte*> map)
    {
        byte* segment = map(EbdaSegmentPointer, 2);
        if (segment != null)
        {
            // The area lies in the last part of conventional memory; anything else is a leftover, not a segment.
            ulong ebda = (ulong)*(ushort*)segment << 4;
            if (ebda >= 0x400 && ebda < 0xA0000)
            {
                ulong found = SearchRange(ebda, EbdaSearched, map);
                if (found != 0)
                {
                    return found;
                }
            }
        }

        return SearchRange(BiosArea, BiosAreaLength, map);
    }

    private static ulong SearchRange(ulong physical, ulong length, delegate*<ulong, ulong, byte*> map)
    {
        byte* bytes = map(physical, length);
        if (bytes == null)
        {
            return 0;
        }

        for (ulong offset = 0; offset + FirstLength <= length; offset += 16)
        {
            byte* candidate = bytes + offset;
            if (*(ulong*)candidate == Magic && AcpiTable.Sum(candidate, FirstLength) == 0)
            {
                return physical + offset;
            }
        }

        return 0;
    }
}

namespace CosmosNvme.Nucleus;

/// <summary>The system description table header (ACPI 6.4 §5.2.6) and the checks every table passes before anyone reads it.</summary>
internal static unsafe class AcpiTable
{
    /// <summary>Bytes of the common header.</summary>
    internal const uint HeaderLength = 36;

    /// <summary>Longest table that is accepted: real DSDTs stay well below 1 MiB.</summary>
    internal const uint MaximumLength = 8 << 20;

    /// <summary>The table's signature.</summary>
    internal static uint Signature(byte* table) => *(uint*)table;

    /// <summary>The table's whole length in bytes, header included.</summary>
    internal static uint Length(byte* table) => *(uint*)(table + 4);

    /// <summary>The table's revision.</summary>
    internal static byte Revision(byte* table) => table[8];

    /// <summary>The sum of <paramref name="length"/> bytes modulo 256: zero in a sound structure.</summary>
    internal static byte Sum(byte* bytes, uint length)
    {
        uint sum = 0;
        for (uint i = 0; i < length; i++)
        {
            sum += bytes[i];
        }

        return (byte)sum;
    }

    /// <summary>
    /// Maps the table at <paramref name="physical"/> and checks length, checksum and, unless <paramref name="signature"/> is 0, signature.
    /// </summary>
    /// <param name="physical">Physical address of the table.</param>
    /// <param name="signature">Demanded signature, or 0 for any.</param>
    /// <param name="map">Maps a physical range for reading; null when it cannot.</param>
    /// <param name="table">The mapped header as soon as it could be mapped (for messages), otherwise null.</param>
    internal static AcpiFault Open(ulong physical, uint signature, delegate*<ulong, ulong, byte*> map, byte** table)
    {
        *table = null;
        if (physical == 0)
        {
            return AcpiFault.Absent;
        }

        byte* header = map(physical, HeaderLength);
        if (header == null)
        {
            return AcpiFault.Unmapped;
        }

        *table = header;
        if (signature != 0 && Signature(header) != signature)
        {
            return AcpiFault.WrongSignature;
        }

        uint length = Length(header);
        if (length < HeaderLength || length > MaximumLength)
        {
            return AcpiFault.BadLength;
        }

        byte* whole = map(physical, length);
        if (whole == null)
        {
            return AcpiFault.Unmapped;
        }

        *table = whole;
        return Sum(whole, length) == 0 ? AcpiFault.None : AcpiFault.BadChecksum;
    }
}

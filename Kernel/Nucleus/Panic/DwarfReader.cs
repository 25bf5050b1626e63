namespace CosmosNvme.Nucleus;

/// <summary>
/// A position in unwind data with an end it never passes: a read beyond the end gives 0 and sets <see cref="HasFailed"/>.
/// </summary>
internal unsafe struct DwarfReader
{
    internal const byte Omitted = 0xFF;

    private const byte PcRelative = 0x10;
    private const byte DataRelative = 0x30;
    private const byte FormatMask = 0x0F;
    private const byte ApplicationMask = 0x70;
    private const byte Indirect = 0x80;

    internal byte* Position;
    internal byte* End;

    /// <summary>1 after a read beyond the end, or of a form that is not known.</summary>
    internal uint HasFailed;

    internal readonly bool IsAtEnd => Position >= End || HasFailed != 0;

    internal readonly ulong Remaining => Position < End ? (ulong)(End - Position) : 0;

    internal void Set(byte* start, byte* end)
    {
        Position = start;
        End = end;
        HasFailed = 0;
    }

    internal byte ReadByte() => (byte)ReadLittleEndian(1);

    /// <summary>An unsigned number of 1 to 8 bytes.</summary>
    internal ulong ReadLittleEndian(int size)
    {
        if (Remaining < (ulong)size)
        {
            HasFailed = 1;
            return 0;
        }

        ulong value = 0;
        for (int index = 0; index < size; index++)
        {
            value |= (ulong)Position[index] << (8 * index);
        }

        Position += size;
        return value;
    }

    /// <summary>A two's complement number of 1 to 8 bytes.</summary>
    internal long ReadSigned(int size)
    {
        int unused = 64 - (8 * size);
        return (long)(ReadLittleEndian(size) << unused) >> unused;
    }

    /// <summary>ULEB128. Bits above 63 are dropped.</summary>
    internal ulong ReadUnsignedVariable()
    {
        ulong value = 0;
        int shift = 0;
        byte part;
        do
        {
            part = ReadByte();
            value |= shift < 64 ? (ulong)(part & 0x7F) << shift : 0;
            shift += 7;
        }
        while ((part & 0x80) != 0 && HasFailed == 0);

        return value;
    }

    /// <summary>SLEB128. Bits above 63 are dropped.</summary>
    internal long ReadSignedVariable()
    {
        ulong value = 0;
        int shift = 0;
        byte part;
        do
        {
            part = ReadByte();
            value |= shift < 64 ? (ulong)(part & 0x7F) << shift : 0;
            shift += 7;
        }
        while ((part & 0x80) != 0 && HasFailed == 0);

        if (shift < 64 && (part & 0x40) != 0)
        {
            value |= ulong.MaxValue << shift;
        }

        return (long)value;
    }

    /// <summary>A pointer in one of the DW_EH_PE encodings; <paramref name="dataBase"/> is what data-relative ones count from.</summary>
    internal ulong ReadEncoded(byte encoding, ulong dataBase)
    {
        if (encoding == Omitted)
        {
            return 0;
        }

        ulong origin = 0;
        switch (encoding & ApplicationMask)
        {
            case 0:
                break;
            case PcRelative:
                origin = ImageHeaders.ToAddress(Position);
                break;
            case DataRelative:
                origin = dataBase;
                break;
            default:
                HasFailed = 1;
                return 0;
        }

        ulong value = ReadFormat((byte)(encoding & FormatMask));
        if ((encoding & Indirect) != 0)
        {
            // Only personality routines use it, and nobody asks for their address.
            return 0;
        }

        return origin + value;
    }

    /// <summary>The number of an encoded pointer, without what it is relative to.</summary>
    internal ulong ReadFormat(byte format)
    {
        switch (format)
        {
            case 0x00:
            case 0x04:
            case 0x0C:
                return ReadLittleEndian(8);
            case 0x01:
                return ReadUnsignedVariable();
            case 0x02:
                return ReadLittleEndian(2);
            case 0x03:
                return ReadLittleEndian(4);
            case 0x09:
                return (ulong)ReadSignedVariable();
            case 0x0A:
                return (ulong)ReadSigned(2);
            case 0x0B:
                return (ulong)ReadSigned(4);
            default:
                HasFailed = 1;
                return 0;
        }
    }

    internal void Skip(ulong count)
    {
        if (Remaining < count)
        {
            HasFailed = 1;
            return;
        }

        Position += count;
    }
}

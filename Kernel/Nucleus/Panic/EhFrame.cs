using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Finds functions in the image's .eh_frame by the sorted table in .eh_frame_hdr (Linux Standard Base, "Exception Frames").
/// </summary>
[SkipLocalsInit]
internal static unsafe class EhFrame
{
    private const byte Version = 1;
    private const byte FourBytes = 0x03;
    private const byte FourSignedBytesFromHeader = 0x3B;
    private const int TableEntrySize = 8;

    /// <summary>Describes the function around <paramref name="address"/>.</summary>
    /// <returns><see cref="UnwindEnd.None"/> if there is one; else what is missing.</returns>
    internal static UnwindEnd Find(ulong address, FrameDescription* description)
    {
        int segment = ImageHeaders.Find(ImageHeaders.GnuEhFrame);
        if (segment < 0)
        {
            return UnwindEnd.NoInformation;
        }

        ulong headerAddress = ImageHeaders.Start(segment);
        int loaded = ImageHeaders.FindLoaded(headerAddress);
        if (loaded < 0)
        {
            return UnwindEnd.BadInformation;
        }

        byte* dataStart = ImageHeaders.ToPointer(ImageHeaders.Start(loaded));
        byte* dataEnd = ImageHeaders.ToPointer(ImageHeaders.FileEnd(loaded));
        DwarfReader header;
        header.Position = ImageHeaders.ToPointer(headerAddress);
        header.End = dataEnd;
        header.HasFailed = 0;

        byte version = header.ReadByte();
        byte frameEncoding = header.ReadByte();
        byte countEncoding = header.ReadByte();
        byte tableEncoding = header.ReadByte();
        header.ReadEncoded(frameEncoding, headerAddress);
        if (version != Version || countEncoding != FourBytes || tableEncoding != FourSignedBytesFromHeader)
        {
            return UnwindEnd.BadInformation;
        }

        ulong count = header.ReadLittleEndian(4);
        if (header.HasFailed != 0 || count > header.Remaining / TableEntrySize)
        {
            return UnwindEnd.BadInformation;
        }

        int* table = (int*)header.Position;
        ulong low = 0;
        ulong high = count;
        while (low < high)
        {
            ulong middle = (low + high) / 2;
            if (headerAddress + (ulong)(long)table[2 * middle] <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low == 0)
        {
            return UnwindEnd.NoInformation;
        }

        ulong entry = headerAddress + (ulong)(long)table[(2 * (low - 1)) + 1];
        byte* start = ImageHeaders.ToPointer(entry);
        if (start < dataStart || start >= dataEnd || !ReadFunction(start, dataStart, dataEnd, description))
        {
            return UnwindEnd.BadInformation;
        }

        return address - description->Start < description->Length ? UnwindEnd.None : UnwindEnd.NoInformation;
    }

    /// <summary>Reads the frame description entry at <paramref name="entry"/> and the common entry it refers to.</summary>
    internal static bool ReadFunction(byte* entry, byte* dataStart, byte* dataEnd, FrameDescription* description)
    {
        DwarfReader reader;
        reader.Position = entry;
        reader.End = dataEnd;
        reader.HasFailed = 0;
        if (!EnterRecord(&reader))
        {
            return false;
        }

        byte* offsetField = reader.Position;
        ulong offset = reader.ReadLittleEndian(4);
        byte* common = offsetField - offset;
        if (offset == 0 || common < dataStart || common >= dataEnd)
        {
            return false;
        }

        ulong hasAugmentation;
        if (!ReadCommon(common, dataEnd, description, &hasAugmentation))
        {
            return false;
        }

        description->Start = reader.ReadEncoded(description->PointerEncoding, 0);
        description->Length = reader.ReadFormat((byte)(description->PointerEncoding & 0x0F));
        if (hasAugmentation != 0)
        {
            reader.Skip(reader.ReadUnsignedVariable());
        }

        description->Program.Set(reader.Position, reader.End);
        return reader.HasFailed == 0;
    }

    private static bool ReadCommon(byte* entry, byte* dataEnd, FrameDescription* description, ulong* hasAugmentation)
    {
        DwarfReader reader;
        reader.Position = entry;
        reader.End = dataEnd;
        reader.HasFailed = 0;
        if (!EnterRecord(&reader) || reader.ReadLittleEndian(4) != 0)
        {
            return false;
        }

        byte version = reader.ReadByte();
        byte* augmentation = reader.Position;
        while (reader.ReadByte() != 0)
        {
        }

        description->CodeAlignment = reader.ReadUnsignedVariable();
        description->DataAlignment = reader.ReadSignedVariable();
        description->ReturnRegister = version == 1 ? reader.ReadByte() : reader.ReadUnsignedVariable();
        description->PointerEncoding = 0;
        description->IsSignalFrame = 0;
        *hasAugmentation = 0;
        if (reader.HasFailed != 0 || (version != 1 && version != 3))
        {
            return false;
        }

        if (*augmentation == (byte)'z')
        {
            *hasAugmentation = 1;
            ulong length = reader.ReadUnsignedVariable();
            byte* program = reader.Position + length;
            if (length > reader.Remaining || !ReadAugmentation(augmentation + 1, &reader, description))
            {
                return false;
            }

            reader.Position = program;
        }
        else if (*augmentation != 0)
        {
            return false;
        }

        description->CommonProgram.Set(reader.Position, reader.End);
        return reader.HasFailed == 0;
    }

    private static bool ReadAugmentation(byte* letters, DwarfReader* reader, FrameDescription* description)
    {
        for (; *letters != 0; letters++)
        {
            switch (*letters)
            {
                case (byte)'R':
                    description->PointerEncoding = reader->ReadByte();
                    break;
                case (byte)'P':
                    reader->ReadEncoded(reader->ReadByte(), 0);
                    break;
                case (byte)'L':
                    reader->ReadByte();
                    break;
                case (byte)'S':
                    description->IsSignalFrame = 1;
                    break;
                default:
                    return false;
            }
        }

        return reader->HasFailed == 0;
    }

    /// <summary>Reads the length of a record and makes its end the end of <paramref name="reader"/>.</summary>
    private static bool EnterRecord(DwarfReader* reader)
    {
        const ulong longForm = 0xFFFFFFFF;
        ulong length = reader->ReadLittleEndian(4);
        if (length == 0 || length == longForm || length > reader->Remaining)
        {
            return false;
        }

        reader->End = reader->Position + length;
        return true;
    }
}

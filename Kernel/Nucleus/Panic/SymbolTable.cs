using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The names of the image's functions, from the table that Tools/ImageTool (SymbolTableEncoder, which describes the format) put
/// into a segment of its own. Read-only after <see cref="FindInImage"/>; may be asked in every context.
/// </summary>
[SkipLocalsInit]
internal static unsafe class SymbolTable
{
    /// <summary>A buffer of this size holds every name.</summary>
    internal const int LongestName = 255;

    private const ulong Magic = 0x314D_5953_4D56_4E43; // "CNVMSYM1"
    private const uint HeaderSize = 40;
    private const uint BlockSize = 16;

    private static byte* s_table;
    private static uint s_length;

    /// <summary>Looks for the table in the image that <see cref="ImageHeaders"/> knows. False: it has none.</summary>
    internal static bool FindInImage()
    {
        s_table = null;
        int count = ImageHeaders.Count;
        for (int index = 0; index < count; index++)
        {
            if (ImageHeaders.Type(index) == ImageHeaders.Load
                && Use(ImageHeaders.ToPointer(ImageHeaders.Start(index)), ImageHeaders.FileEnd(index) - ImageHeaders.Start(index)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the table at <paramref name="table"/>. False: there is none in these <paramref name="available"/> bytes.</summary>
    internal static bool Use(byte* table, ulong available)
    {
        if (available < HeaderSize || *(ulong*)table != Magic || *(uint*)(table + 8) < HeaderSize || *(uint*)(table + 8) > available)
        {
            return false;
        }

        s_table = table;
        s_length = *(uint*)(table + 8);
        return true;
    }

    /// <summary>
    /// Finds the function that holds <paramref name="address"/>. Writes as much of its name as fits in
    /// <paramref name="capacity"/> bytes at <paramref name="name"/> (UTF-8, no terminator), the number of bytes written, and the
    /// distance from the function's start. False: no function there, and nothing is written but, perhaps, parts of the buffer.
    /// </summary>
    internal static bool TryFind(ulong address, byte* name, int capacity, int* length, ulong* offset)
    {
        ulong start;
        ulong nameIndex;
        if (!FindFunction(address, &start, &nameIndex) || !ReadName(nameIndex, name, capacity, length))
        {
            return false;
        }

        *offset = address - start;
        return true;
    }

    /// <summary>True if a function starts at <paramref name="address"/>.</summary>
    internal static bool IsFirstInstruction(ulong address)
    {
        ulong start;
        ulong nameIndex;
        return FindFunction(address, &start, &nameIndex) && start == address;
    }

    private static bool FindFunction(ulong address, ulong* start, ulong* nameIndex)
    {
        if (s_table == null)
        {
            return false;
        }

        uint count = *(uint*)(s_table + 12);
        ulong first = *(ulong*)(s_table + 16);
        uint indexOffset = *(uint*)(s_table + 24);
        uint blocks = (count / BlockSize) + (count % BlockSize != 0 ? 1u : 0u);
        if (count == 0 || address < first || indexOffset > s_length || blocks > (s_length - indexOffset) / 8)
        {
            return false;
        }

        // The last block that starts at or below the address.
        uint* index = (uint*)(s_table + indexOffset);
        ulong distance = address - first;
        uint low = 0;
        uint high = blocks;
        while (low < high)
        {
            uint middle = (low + high) / 2;
            if (index[2 * middle] <= distance)
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
            return false;
        }

        uint block = low - 1;
        uint inBlock = count - (block * BlockSize) < BlockSize ? count - (block * BlockSize) : BlockSize;
        DwarfReader reader;
        if (!StartAt(index[(2 * block) + 1], &reader))
        {
            return false;
        }

        ulong current = first + index[2 * block];
        for (uint entry = 0; entry < inBlock; entry++)
        {
            current += entry == 0 ? 0 : reader.ReadUnsignedVariable();
            ulong size = reader.ReadUnsignedVariable();
            *nameIndex = reader.ReadUnsignedVariable();
            if (reader.HasFailed != 0 || address < current)
            {
                return false;
            }

            if (address - current < size)
            {
                *start = current;
                return true;
            }

            current += size;
        }

        return false;
    }

    private static bool ReadName(ulong nameIndex, byte* name, int capacity, int* length)
    {
        uint count = *(uint*)(s_table + 32);
        uint indexOffset = *(uint*)(s_table + 28);
        ulong block = nameIndex / BlockSize;
        if (nameIndex >= count || indexOffset > s_length || block >= (s_length - indexOffset) / 4)
        {
            return false;
        }

        DwarfReader reader;
        if (!StartAt(((uint*)(s_table + indexOffset))[block], &reader))
        {
            return false;
        }

        // Each name of the block repeats a part of the one before, so the buffer is overwritten from there on.
        ulong total = 0;
        for (ulong entry = block * BlockSize; entry <= nameIndex; entry++)
        {
            ulong shared = entry % BlockSize == 0 ? 0 : reader.ReadUnsignedVariable();
            ulong rest = reader.ReadUnsignedVariable();
            if (reader.HasFailed != 0 || shared > total || rest > reader.Remaining)
            {
                return false;
            }

            for (ulong position = 0; position < rest; position++)
            {
                byte character = reader.ReadByte();
                if (shared + position < (ulong)capacity)
                {
                    name[shared + position] = character;
                }
            }

            total = shared + rest;
        }

        *length = total < (ulong)capacity ? (int)total : capacity;
        return true;
    }

    private static bool StartAt(uint offset, DwarfReader* reader)
    {
        reader->Set(s_table + offset, s_table + s_length);
        return offset < s_length;
    }
}

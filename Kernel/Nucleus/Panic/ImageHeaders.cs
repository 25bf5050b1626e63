namespace CosmosNvme.Nucleus;

/// <summary>
/// The program headers of the running image, which its first segment carries into memory. Read-only after
/// <see cref="Initialize"/>; may be asked in every context.
/// </summary>
internal static unsafe class ImageHeaders
{
    internal const uint Load = 1;
    internal const uint GnuEhFrame = 0x6474E550;

    private const uint Executable = 1;
    private const int EntrySize = 56;

    private static byte* s_image;
    private static ulong s_address;

    /// <summary>
    /// Takes the image whose ELF header is at <paramref name="image"/> and was linked to be at <paramref name="address"/> (in the
    /// kernel that is the same). Null: no image, everything below finds nothing.
    /// </summary>
    internal static void Initialize(byte* image, ulong address)
    {
        s_image = image;
        s_address = address;
    }

    /// <summary>Where <paramref name="address"/> of the image lies in memory.</summary>
    internal static byte* ToPointer(ulong address) => s_image + (address - s_address);

    /// <summary>The image address of a byte of the image in memory.</summary>
    internal static ulong ToAddress(byte* pointer) => (ulong)(pointer - s_image) + s_address;

    /// <summary>The number of program headers; 0 if there is no image.</summary>
    internal static int Count => s_image == null || *(uint*)s_image != 0x464C457F ? 0 : *(ushort*)(s_image + 56);

    internal static uint Type(int index) => *(uint*)Entry(index);

    /// <summary>First address of a segment.</summary>
    internal static ulong Start(int index) => *(ulong*)(Entry(index) + 16);

    /// <summary>Address behind the last byte of a segment that the file holds; bss is not counted.</summary>
    internal static ulong FileEnd(int index) => Start(index) + *(ulong*)(Entry(index) + 32);

    /// <summary>The first segment of a type, or -1.</summary>
    internal static int Find(uint type)
    {
        int count = Count;
        for (int index = 0; index < count; index++)
        {
            if (Type(index) == type)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>The loaded segment that holds <paramref name="address"/> (in its part from the file), or -1.</summary>
    internal static int FindLoaded(ulong address)
    {
        int count = Count;
        for (int index = 0; index < count; index++)
        {
            if (Type(index) == Load && address >= Start(index) && address < FileEnd(index))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>True if the image has code at <paramref name="address"/>.</summary>
    internal static bool IsCode(ulong address)
    {
        int index = FindLoaded(address);
        return index >= 0 && (*(uint*)(Entry(index) + 4) & Executable) != 0;
    }

    private static byte* Entry(int index) => s_image + *(ulong*)(s_image + 32) + ((long)index * EntrySize);
}

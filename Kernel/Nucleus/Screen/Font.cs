namespace CosmosNvme.Nucleus;

/// <summary>
/// Glyphs of 8 by 16 pixels, as ImageTool writes them: the number of glyphs (16 bits), the height (16 bits), the characters in ascending order (16 bits
/// each), then for each its 16 lines from the top, the leftmost pixel in bit 7. The question mark is among them.
/// </summary>
internal static unsafe class Font
{
    internal const int Width = 8;
    internal const int Height = 16;
    private const int HeaderBytes = 4;

    private static byte* s_font;

    /// <summary>Takes a font into use.</summary>
    /// <param name="font">In the format above; stays where it is.</param>
    internal static void Use(byte* font) => s_font = font;

    /// <summary>The lines of a character; of the question mark if there is no such character.</summary>
    internal static byte* Glyph(uint character)
    {
        int index = Find(character);
        index = index < 0 ? Find('?') : index;
        return s_font + HeaderBytes + (Count * sizeof(ushort)) + (index * Height);
    }

    private static int Count => *(ushort*)s_font;

    private static int Find(uint character)
    {
        ushort* characters = (ushort*)(s_font + HeaderBytes);
        int first = 0;
        int end = Count;
        while (first < end)
        {
            int middle = (first + end) / 2;
            if (characters[middle] == character)
            {
                return middle;
            }

            if (characters[middle] < character)
            {
                first = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return -1;
    }
}

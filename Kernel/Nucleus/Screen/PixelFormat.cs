namespace CosmosNvme.Nucleus;

/// <summary>How a screen's pixels hold colours, and the sixteen colours in that form.</summary>
internal unsafe struct PixelFormat
{
    private const int ColourCount = 16;

    private fixed uint _colours[ColourCount];

    /// <summary>Bytes of a pixel: 2, 3 or 4.</summary>
    internal int Bytes;

    /// <summary>False if the description makes no sense or is not known: fields that overlap the pixel's end, palettes, odd sizes.</summary>
    internal bool TryInitialize(FramebufferInfo* info)
    {
        if (info->BitsPerPixel is not (15 or 16 or 24 or 32)
            || !Fits(info, info->RedPosition, info->RedSize)
            || !Fits(info, info->GreenPosition, info->GreenSize)
            || !Fits(info, info->BluePosition, info->BlueSize))
        {
            return false;
        }

        Bytes = (info->BitsPerPixel + 7) / 8;
        for (int colour = 0; colour < ColourCount; colour++)
        {
            uint rgb = Rgb(colour);
            _colours[colour] = Field(rgb >> 16, info->RedPosition, info->RedSize)
                | Field(rgb >> 8, info->GreenPosition, info->GreenSize)
                | Field(rgb, info->BluePosition, info->BlueSize);
        }

        return true;
    }

    /// <summary>A colour of <see cref="Cell"/> as a pixel.</summary>
    internal uint Pixel(uint colour) => _colours[colour & (ColourCount - 1)];

    /// <summary>Red, green and blue of a colour, eight bits each.</summary>
    internal static uint Rgb(int colour) => colour switch
    {
        0 => 0x000000,
        1 => 0xc23621,
        2 => 0x25bc24,
        3 => 0xadad27,
        4 => 0x4a6ee0,
        5 => 0xd338d3,
        6 => 0x33bbc8,
        7 => 0xcbcccd,
        8 => 0x818383,
        9 => 0xfc391f,
        10 => 0x31e722,
        11 => 0xeaec23,
        12 => 0x7c9cff,
        13 => 0xf935f8,
        14 => 0x14f0f0,
        _ => 0xffffff,
    };

    private static bool Fits(FramebufferInfo* info, int position, int size) => size is >= 1 and <= 10 && position + size <= info->BitsPerPixel;

    /// <summary>The highest <paramref name="size"/> bits of an eight-bit value, at their place.</summary>
    private static uint Field(uint value, int position, int size)
    {
        value &= 0xff;
        return (size >= 8 ? value << (size - 8) : value >> (8 - size)) << position;
    }
}

using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Draws cells as pixels. A line of pixels is composed in memory and then written in one go, because reading from a framebuffer is slow
/// and writing is fast only in order. One caller at a time.
/// </summary>
internal static unsafe class Framebuffer
{
    private const int LargestWidth = 8192;
    private const ulong LargestBytes = 1UL << 28;
    private const int LeastColumns = 40;
    private const int LeastRows = 10;

    /// <summary>A screen with this many lines gets glyphs of twice the size, and so on: on a dense one nobody could read them.</summary>
    private const int LinesPerScale = 1080;

    /// <summary>Columns that larger glyphs must leave.</summary>
    private const int ColumnsToKeep = 100;

    private static FramebufferInfo* s_info;
    private static PixelFormat s_format;
    private static LineStorage s_line;
    private static int s_scale;

    /// <summary>Where the pixels are mapped now; null: nowhere, and nothing is drawn.</summary>
    internal static byte* Pixels;

    /// <summary>Characters in a row.</summary>
    internal static int Columns => (int)(s_info->Width < LargestWidth ? s_info->Width : LargestWidth) / (Font.Width * s_scale);

    /// <summary>Rows of characters.</summary>
    internal static int Rows => (int)s_info->Height / (Font.Height * s_scale);

    /// <summary>Bytes from the first pixel to the last.</summary>
    internal static ulong Length => (ulong)s_info->Pitch * s_info->Height;

    /// <summary>Takes a screen into use. False: its description makes no sense, or is of a kind that is not known.</summary>
    /// <param name="info">The description; stays where it is.</param>
    internal static bool TryInitialize(FramebufferInfo* info)
    {
        PixelFormat* format = (PixelFormat*)Unsafe.AsPointer(ref s_format);
        if (!format->TryInitialize(info))
        {
            return false;
        }

        s_info = info;
        s_scale = 1;
        ulong lineBytes = (ulong)info->Width * (ulong)format->Bytes;
        if (info->Address == 0 || info->Pitch < lineBytes || Length == 0 || Length > LargestBytes || info->Address > ulong.MaxValue - Length)
        {
            return false;
        }

        int scale = (int)(info->Height / LinesPerScale);
        s_scale = scale < 1 || Columns / scale < ColumnsToKeep ? 1 : scale;
        return Columns >= LeastColumns && Rows >= LeastRows;
    }

    /// <summary>Makes the whole screen black.</summary>
    internal static void Clear()
    {
        if (Pixels == null)
        {
            return;
        }

        for (uint line = 0; line < s_info->Height; line++)
        {
            byte* pixels = Pixels + ((ulong)line * s_info->Pitch);
            for (uint i = 0; i < s_info->Width * (uint)s_format.Bytes; i++)
            {
                pixels[i] = 0;
            }
        }
    }

    /// <summary>Draws <paramref name="count"/> cells of one row.</summary>
    internal static void Draw(int row, int column, int count, uint* cells)
    {
        if (Pixels == null)
        {
            return;
        }

        fixed (ulong* line = s_line.Words)
        {
            byte* target = Pixels + ((ulong)(row * Font.Height * s_scale) * s_info->Pitch) + (ulong)(column * Font.Width * s_scale * s_format.Bytes);
            for (int y = 0; y < Font.Height; y++)
            {
                int words = Compose((byte*)line, y, count, cells) / sizeof(ulong);
                for (int copy = 0; copy < s_scale; copy++, target += s_info->Pitch)
                {
                    for (int i = 0; i < words; i++)
                    {
                        ((ulong*)target)[i] = line[i];
                    }
                }
            }
        }
    }

    /// <summary>Composes line <paramref name="y"/> of the cells; its length in bytes, which is a multiple of eight.</summary>
    private static int Compose(byte* line, int y, int count, uint* cells)
    {
        PixelFormat* format = (PixelFormat*)Unsafe.AsPointer(ref s_format);
        byte* target = line;
        for (int i = 0; i < count; i++)
        {
            uint cell = cells[i];
            uint background = format->Pixel(Cell.Background(cell));
            uint difference = background ^ format->Pixel(Cell.Foreground(cell));
            int bits = Font.Glyph(Cell.Character(cell))[y];
            for (int bit = Font.Width - 1; bit >= 0; bit--)
            {
                uint pixel = background ^ (difference & (uint)-(bits >> bit & 1));
                for (int copy = 0; copy < s_scale; copy++)
                {
                    target = Put(target, pixel, format->Bytes);
                }
            }
        }

        return (int)(target - line);
    }

    private static byte* Put(byte* target, uint pixel, int bytes)
    {
        // Four bytes whatever the size: those that are too many are overwritten by the next pixel, and the storage has room behind the last.
        *(uint*)target = pixel;
        return target + bytes;
    }

    private struct LineStorage
    {
        internal fixed ulong Words[(LargestWidth * 4 / sizeof(ulong)) + 1];
    }
}

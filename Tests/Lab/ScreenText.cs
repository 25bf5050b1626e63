using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using CosmosNvme.ImageTool;

namespace CosmosNvme.Lab;

/// <summary>Reads the text on a kernel's screen: from pixels, by the glyphs of the kernel's font, or from the cells of a VGA.</summary>
public static class ScreenText
{
    /// <summary>Columns of a VGA text screen.</summary>
    public const int VgaColumns = 80;

    /// <summary>Rows of a VGA text screen.</summary>
    public const int VgaRows = 25;

    /// <summary>What stands where no glyph is recognised.</summary>
    public const char Unknown = '\ufffe';

    private const string FontFile = "/usr/share/consolefonts/Unifont-APL8x16.psf.gz";
    private const int GlyphWidth = 8;
    private const int GlyphHeight = 16;
    private const int FontHeaderBytes = 4;

    private static readonly Lazy<Dictionary<UInt128, char>> s_glyphs = new(ReadFont);
    private static readonly Encoding s_codePage437 = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

    /// <summary>Reads a picture. Colours do not matter; a cell of one colour is a blank.</summary>
    /// <param name="picture">The whole screen.</param>
    /// <param name="scale">Pixels of the screen for one of the font, each way.</param>
    /// <returns>Rows without the blanks at their ends, without the empty rows at the end.</returns>
    public static string Read(Screenshot picture, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(picture);
        int columns = picture.Width / (GlyphWidth * scale);
        int rows = picture.Height / (GlyphHeight * scale);
        return Join(Enumerable.Range(0, rows).Select(row => string.Concat(Enumerable.Range(0, columns).Select(column => ReadCell(picture, scale, column, row)))));
    }

    /// <summary>Reads the memory of a VGA text screen.</summary>
    /// <param name="cells">Two bytes for each cell: its character in code page 437, and its colours.</param>
    public static string ReadVga(ReadOnlySpan<byte> cells)
    {
        byte[] characters = new byte[VgaColumns * VgaRows];
        for (int i = 0; i < characters.Length; i++)
        {
            characters[i] = cells[i * 2] == 0 ? (byte)' ' : cells[i * 2];
        }

        return Join(characters.Chunk(VgaColumns).Select(s_codePage437.GetString));
    }

    private static string Join(IEnumerable<string> rows) => string.Join('\n', rows.Select(row => row.TrimEnd())).TrimEnd('\n');

    private static char ReadCell(Screenshot picture, int scale, int column, int row)
    {
        int background = picture[column * GlyphWidth * scale, row * GlyphHeight * scale];
        UInt128 bits = 0;
        for (int y = 0; y < GlyphHeight; y++)
        {
            for (int x = 0; x < GlyphWidth; x++)
            {
                bool isSet = picture[((column * GlyphWidth) + x) * scale, ((row * GlyphHeight) + y) * scale] != background;
                bits = (bits << 1) | (isSet ? UInt128.One : UInt128.Zero);
            }
        }

        // The first pixel may belong to the character.
        return bits == 0 ? ' ' : s_glyphs.Value.TryGetValue(bits, out char character) || s_glyphs.Value.TryGetValue(~bits, out character) ? character : Unknown;
    }

    private static Dictionary<UInt128, char> ReadFont()
    {
        ReadOnlySpan<byte> font = ScreenFont.FromPsf(File.ReadAllBytes(FontFile), FontFile);
        int count = BitConverter.ToUInt16(font);
        Dictionary<UInt128, char> glyphs = [];
        for (int i = 0; i < count; i++)
        {
            char character = (char)BitConverter.ToUInt16(font[(FontHeaderBytes + (i * sizeof(ushort)))..]);
            UInt128 bits = 0;
            foreach (byte line in font.Slice(FontHeaderBytes + (count * sizeof(ushort)) + (i * GlyphHeight), GlyphHeight))
            {
                bits = (bits << GlyphWidth) | line;
            }

            // Of characters that look alike the first counts: ASCII.
            glyphs.TryAdd(bits, character);
        }

        return glyphs;
    }
}

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace CosmosNvme.ImageTool;

/// <summary>A PC screen font: glyphs, and which characters they show. Formats as in Linux's kbd: psf.h.</summary>
internal sealed class PsfFont
{
    private const int Header1Bytes = 4;
    private const int Header2Bytes = 32;
    private const uint MaximumGlyphs = 65536;
    private const uint MaximumSide = 64;

    private readonly byte[] _content;
    private readonly int _glyphs;
    private readonly int _glyphBytes;

    private PsfFont(byte[] content, int glyphs, int glyphBytes, int width, int height)
    {
        _content = content;
        _glyphs = glyphs;
        _glyphBytes = glyphBytes;
        Width = width;
        Height = height;
    }

    internal int Width { get; }

    internal int Height { get; }

    /// <summary>The glyph of each character of the first plane.</summary>
    internal Dictionary<ushort, int> Characters { get; } = [];

    /// <summary>Reads a font.</summary>
    /// <exception cref="ImageFormatException">It is none, or has no table of characters.</exception>
    internal static PsfFont Parse(byte[] content, string name)
    {
        if (content.Length >= Header1Bytes && content[0] == 0x36 && content[1] == 0x04)
        {
            return ParseVersion1(content, name);
        }

        if (content.Length >= Header2Bytes && BinaryPrimitives.ReadUInt32LittleEndian(content) == 0x864a_b572)
        {
            return ParseVersion2(content, name);
        }

        throw new ImageFormatException($"{name} is no PC screen font.");
    }

    /// <summary>The lines of a glyph.</summary>
    internal ReadOnlySpan<byte> Glyph(int index) => _content.AsSpan(_glyphs + (index * _glyphBytes), _glyphBytes);

    private static PsfFont ParseVersion1(byte[] content, string name)
    {
        const int With512Glyphs = 1;
        const int WithCharacters = 2 | 4;
        const ushort End = 0xffff;
        const ushort Sequence = 0xfffe;
        int mode = content[2];
        int count = (mode & With512Glyphs) != 0 ? 512 : 256;
        PsfFont font = new(content, Header1Bytes, content[3], 8, content[3]);
        int table = Header1Bytes + (count * font._glyphBytes);
        Require(table <= content.Length && (mode & WithCharacters) != 0, name);
        bool inSequence = false;
        for (int glyph = 0; glyph < count && table + 2 <= content.Length; table += 2)
        {
            ushort value = BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(table));
            switch (value)
            {
                case End:
                    glyph++;
                    inSequence = false;
                    break;
                case Sequence:
                    inSequence = true;
                    break;
                default:
                    if (!inSequence)
                    {
                        font.Characters.TryAdd(value, glyph);
                    }

                    break;
            }
        }

        return font;
    }

    private static PsfFont ParseVersion2(byte[] content, string name)
    {
        const uint WithCharacters = 1;
        const byte End = 0xff;
        const byte Sequence = 0xfe;
        uint Field(int index) => BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(index * 4));
        uint header = Field(2);
        uint count = Field(4);
        uint bytes = Field(5);
        uint height = Field(6);
        uint width = Field(7);
        Require(header is >= Header2Bytes and < 4096 && count <= MaximumGlyphs && height <= MaximumSide && width <= MaximumSide && bytes == (width + 7) / 8 * height, name);
        long table = header + ((long)count * bytes);
        Require(table <= content.Length && (Field(3) & WithCharacters) != 0, name);
        PsfFont font = new(content, (int)header, (int)bytes, (int)width, (int)height);
        ReadOnlySpan<byte> rest = content.AsSpan((int)table);
        for (int glyph = 0; glyph < count; glyph++)
        {
            int end = rest.IndexOf(End);
            Require(end >= 0, name);
            ReadOnlySpan<byte> characters = rest[..end];
            int sequence = characters.IndexOf(Sequence);
            foreach (Rune rune in Encoding.UTF8.GetString(sequence < 0 ? characters : characters[..sequence]).EnumerateRunes())
            {
                if (rune.IsBmp)
                {
                    font.Characters.TryAdd((ushort)rune.Value, glyph);
                }
            }

            rest = rest[(end + 1)..];
        }

        return font;
    }

    private static void Require(bool condition, string name)
    {
        if (!condition)
        {
            throw new ImageFormatException($"{name} is a damaged PC screen font, or says not which characters its glyphs show.");
        }
    }
}

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;

namespace CosmosNvme.ImageTool;

/// <summary>Turns a PC screen font (PSF, version 1 or 2) into the form that the nucleus reads: Kernel/Nucleus/Screen/Font.cs describes it.</summary>
internal static class ScreenFont
{
    internal const int Height = 16;
    internal const char Placeholder = '?';
    private const int Width = 8;

    /// <summary>Converts a font.</summary>
    /// <param name="content">The file, packed by gzip or not.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="ImageFormatException">It is no such font, or lacks ASCII.</exception>
    internal static byte[] FromPsf(byte[] content, string name)
    {
        PsfFont font = PsfFont.Parse(Unpack(content, name), name);
        if (font.Width != Width || font.Height != Height)
        {
            throw new ImageFormatException($"{name}: glyphs have {font.Width} by {font.Height} pixels; the screen takes {Width} by {Height}.");
        }

        KeyValuePair<ushort, int>[] glyphs = [.. font.Characters.OrderBy(pair => pair.Key)];
        for (char character = ' '; character <= '~'; character++)
        {
            if (!font.Characters.ContainsKey(character))
            {
                throw new ImageFormatException($"{name}: there is no glyph for '{character}'.");
            }
        }

        byte[] result = new byte[4 + (glyphs.Length * (sizeof(ushort) + Height))];
        BinaryPrimitives.WriteUInt16LittleEndian(result, (ushort)glyphs.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(2), Height);
        Span<byte> rest = result.AsSpan(4);
        foreach ((ushort character, _) in glyphs)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, character);
            rest = rest[sizeof(ushort)..];
        }

        foreach ((_, int glyph) in glyphs)
        {
            font.Glyph(glyph).CopyTo(rest);
            rest = rest[Height..];
        }

        return result;
    }

    private static byte[] Unpack(byte[] content, string name)
    {
        if (!content.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
        {
            return content;
        }

        try
        {
            using GZipStream packed = new(new MemoryStream(content), CompressionMode.Decompress);
            using MemoryStream unpacked = new();
            packed.CopyTo(unpacked);
            return unpacked.ToArray();
        }
        catch (InvalidDataException exception)
        {
            throw new ImageFormatException($"{name}: {exception.Message}");
        }
    }
}

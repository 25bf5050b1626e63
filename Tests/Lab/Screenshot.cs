using System;
using System.Globalization;
using System.Text;

namespace CosmosNvme.Lab;

/// <summary>What a screen showed: a picture without transparency, line by line from the top.</summary>
public sealed class Screenshot
{
    private const int BytesPerPixel = 3;

    private readonly byte[] _content;
    private readonly int _pixels;

    private Screenshot(byte[] content, int pixels, int width, int height)
    {
        _content = content;
        _pixels = pixels;
        Width = width;
        Height = height;
    }

    /// <summary>Pixels of a line.</summary>
    public int Width { get; }

    /// <summary>Lines.</summary>
    public int Height { get; }

    /// <summary>A pixel as red, green and blue, eight bits each.</summary>
    /// <param name="x">Column.</param>
    /// <param name="y">Line.</param>
    public int this[int x, int y]
    {
        get
        {
            ReadOnlySpan<byte> pixel = _content.AsSpan(_pixels + (((y * Width) + x) * BytesPerPixel), BytesPerPixel);
            return (pixel[0] << 16) | (pixel[1] << 8) | pixel[2];
        }
    }

    /// <summary>Reads a binary portable pixmap (P6), as QEMU writes it.</summary>
    /// <param name="content">The file.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static Screenshot Parse(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        int position = 0;
        string magic = NextWord(content, ref position);
        int width = Number(NextWord(content, ref position));
        int height = Number(NextWord(content, ref position));
        int largest = Number(NextWord(content, ref position));
        position++;
        if (magic != "P6" || largest != byte.MaxValue || content.Length - position != (long)width * height * BytesPerPixel)
        {
            throw new FormatException("This is no picture of a screen as QEMU writes it.");
        }

        return new Screenshot(content, position, width, height);
    }

    private static string NextWord(byte[] content, ref int position)
    {
        while (position < content.Length && char.IsWhiteSpace((char)content[position]))
        {
            position++;
        }

        int start = position;
        while (position < content.Length && !char.IsWhiteSpace((char)content[position]))
        {
            position++;
        }

        return Encoding.ASCII.GetString(content, start, position - start);
    }

    private static int Number(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new FormatException($"'{word}' is no number.");
}

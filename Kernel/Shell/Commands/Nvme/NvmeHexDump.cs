using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace CosmosNvme.Shell.Commands;

/// <summary>Bytes in rows of sixteen, with their offsets before and their characters behind.</summary>
internal static class NvmeHexDump
{
    private const int RowBytes = 16;

    /// <summary>Only the characters, a text for each row.</summary>
    internal static List<string> Rows(ReadOnlySpan<byte> data)
    {
        List<string> rows = [];
        for (; !data.IsEmpty; data = data[Math.Min(RowBytes, data.Length)..])
        {
            rows.Add(Characters(data[..Math.Min(RowBytes, data.Length)]));
        }

        return rows;
    }

    /// <summary>Prints them.</summary>
    internal static void Print(TextWriter output, ReadOnlySpan<byte> data)
    {
        output.WriteLine("       0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f");
        for (int offset = 0; offset < data.Length; offset += RowBytes)
        {
            ReadOnlySpan<byte> row = data.Slice(offset, Math.Min(RowBytes, data.Length - offset));
            StringBuilder line = new();
            line.Append(CultureInfo.InvariantCulture, $"{offset:x4}:");
            foreach (byte value in row)
            {
                line.Append(CultureInfo.InvariantCulture, $" {value:x2}");
            }

            output.WriteLine($"{line.ToString().PadRight(53)} \"{Characters(row)}\"");
        }
    }

    // Blanks are dots too, so that their number shows.
    private static string Characters(ReadOnlySpan<byte> row)
    {
        StringBuilder text = new();
        foreach (byte value in row)
        {
            text.Append(value is > 0x20 and < 0x7f ? (char)value : '.');
        }

        return text.ToString();
    }
}

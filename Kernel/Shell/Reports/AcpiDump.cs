using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using CosmosNvme.Shell.Commands;

namespace CosmosNvme.Shell.Reports;

/// <summary>
/// Prints ACPI tables in the form of acpidump, which acpixtract and iasl read; of tables that are long programs only what identifies them.
/// </summary>
internal static class AcpiDump
{
    private const int HeaderBytes = 36;
    private const int LongestDump = 4096;
    private const int BytesPerLine = 16;

    /// <summary>Prints a line for each table, and behind it the bytes of the short ones.</summary>
    /// <param name="output">Receives the text.</param>
    /// <param name="tables">The tables with their headers.</param>
    internal static void Write(TextWriter output, IReadOnlyList<byte[]> tables)
    {
        foreach (byte[] table in tables)
        {
            if (table.Length >= HeaderBytes)
            {
                Write(output, table);
            }
        }
    }

    private static void Write(TextWriter output, byte[] table)
    {
        string name = Text(table.AsSpan(0, 4));
        Sha256 hash = new();
        hash.Append(table);
        byte[] digest = new byte[Sha256.DigestLength];
        hash.Finish(digest);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {table.Length} bytes, revision {table[8]}, OEM '{Text(table.AsSpan(10, 6))}' '{Text(table.AsSpan(16, 8))}', SHA-256 {Convert.ToHexStringLower(digest)}"));
        if (table.Length > LongestDump)
        {
            return;
        }

        output.WriteLine($"{name} @ 0x0000000000000000");
        for (int offset = 0; offset < table.Length; offset += BytesPerLine)
        {
            output.WriteLine(Line(offset, table.AsSpan(offset, Math.Min(BytesPerLine, table.Length - offset))));
        }

        output.WriteLine();
    }

    private static string Line(int offset, ReadOnlySpan<byte> bytes)
    {
        StringBuilder line = new(string.Create(CultureInfo.InvariantCulture, $"  {offset:X4}:"));
        for (int index = 0; index < BytesPerLine; index++)
        {
            line.Append(index < bytes.Length ? $" {bytes[index]:X2}" : "   ");
        }

        return line.Append("  ").Append(Text(bytes)).ToString();
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        foreach (byte value in bytes)
        {
            text.Append(value is >= 0x20 and < 0x7f ? (char)value : '.');
        }

        return text.ToString();
    }
}

using System;
using System.Globalization;

namespace CosmosNvme.Shell.Commands;

/// <summary>Numbers as they are typed and printed.</summary>
internal static class NvmeNumbers
{
    /// <summary>Reads a number: decimal, 0x..., with an optional K, M, G or T (powers of 1024).</summary>
    /// <exception cref="UsageException">It is none, or too large.</exception>
    internal static ulong Parse(string option, string text, ulong most)
    {
        const string Units = "KMGT";
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        int unit = isHex || text.Length < 2 ? -1 : Units.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        string digits = unit < 0 ? text : text[..^1];
        int shift = 10 * (unit + 1);
        ulong number;
        bool isNumber = isHex
            ? ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (!isNumber || number > ulong.MaxValue >> shift)
        {
            throw new UsageException($"option '--{option}': '{text}' is not a number (write 4096, 0x1000 or 4K)");
        }

        return number << shift <= most ? number << shift : throw new UsageException($"option '--{option}': {text} is more than {most}");
    }

    /// <summary>As printf's %#x has it: 0x1f, but 0 for 0.</summary>
    internal static string Hex(ulong value) => value == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    /// <summary>As printf's %#010x has it: 0x0000001f, but 00000000 for 0.</summary>
    internal static string Hex32(uint value) => value == 0 ? "00000000" : string.Create(CultureInfo.InvariantCulture, $"0x{value:x8}");

    /// <summary>A temperature, whose unit in the specification is the kelvin.</summary>
    internal static string Temperature(uint kelvin) => string.Create(CultureInfo.InvariantCulture, $"{(long)kelvin - 273}°C ({kelvin} Kelvin)");

    /// <summary>Bytes with two decimals and a decimal unit: 1.07 GB.</summary>
    internal static string Bytes(UInt128 bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
        double value = (double)bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:F2} {units[unit]}");
    }
}

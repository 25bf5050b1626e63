using System;
using System.Globalization;
using System.IO;

namespace CosmosNvme.Shell.Commands;

/// <summary>
/// What the bits of a field mean, for -H. Each line is described by a text: <c>3 Name</c> is a bit for something supported or not,
/// <c>3 Zero/One</c> a bit with a name for each value, <c>6:4 Name</c> a number, <c>1:0 A/B/C/D</c> a number with names. Set bits that no line
/// speaks of are shown as such.
/// </summary>
internal sealed class NvmeBits(int width, params string[] lines)
{
    /// <summary>Prints a line for each, the highest first, and an empty one.</summary>
    internal void Print(TextWriter output, ulong value)
    {
        ulong unknown = value;
        foreach (string line in lines)
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            string[] range = line[..blank].Split(':');
            int high = int.Parse(range[0], CultureInfo.InvariantCulture);
            int low = int.Parse(range[^1], CultureInfo.InvariantCulture);
            ulong mask = (1UL << (high - low + 1)) - 1;
            ulong part = (value >> low) & mask;
            unknown &= ~(mask << low);
            Print(output, high, low, part, Meaning(line[(blank + 1)..], part, isBit: high == low));
        }

        unknown &= width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        if (unknown != 0)
        {
            Print(output, width - 1, 0, unknown, "Reserved bits that are set");
        }

        output.WriteLine();
    }

    private static void Print(TextWriter output, int high, int low, ulong part, string meaning) =>
        output.WriteLine($"{$"  [{high}:{low}]",-7} : {NvmeNumbers.Hex(part)}\t{meaning}");

    private static string Meaning(string text, ulong part, bool isBit)
    {
        string[] names = text.Split('/');
        if (names.Length == 1)
        {
            return isBit ? $"{text} {(part == 0 ? "Not Supported" : "Supported")}" : text;
        }

        return part < (ulong)names.Length ? names[(int)part] : "Reserved";
    }
}

using System;
using System.Text;

namespace CosmosNvme.Storage;

/// <summary>Short names: eleven bytes in the code page of the system that wrote them, taken to be 437 as Linux does.</summary>
internal static class FatNames
{
    /// <summary>Bytes of a short name.</summary>
    internal const int ShortBytes = 11;

    private const int BaseBytes = 8;
    private const byte LowerCaseBase = 0x08;
    private const byte LowerCaseExtension = 0x10;

    // What stands for E5h as the first byte, because E5h there marks a free entry.
    private const byte Escaped = 0x05;

    private const string CodePage437 =
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
        "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

    /// <summary>The name that an entry shows.</summary>
    /// <param name="name">Its eleven bytes.</param>
    /// <param name="caseFlags">Byte 12: base and extension in lower case, an addition of Windows NT.</param>
    internal static string Short(ReadOnlySpan<byte> name, byte caseFlags)
    {
        string stem = Text(name[..BaseBytes], (caseFlags & LowerCaseBase) != 0, name[0] == Escaped);
        string extension = Text(name[BaseBytes..ShortBytes], (caseFlags & LowerCaseExtension) != 0, false);
        return extension.Length == 0 ? stem : $"{stem}.{extension}";
    }

    /// <summary>A volume label.</summary>
    internal static string Label(ReadOnlySpan<byte> label)
    {
        // Some formatters fill with zeros instead of blanks.
        int end = label[..ShortBytes].IndexOf((byte)0);
        return Text(label[..(end < 0 ? ShortBytes : end)], false, label[0] == Escaped);
    }

    /// <summary>The sum of a short name that its long entries carry.</summary>
    internal static byte Checksum(ReadOnlySpan<byte> name)
    {
        byte sum = 0;
        foreach (byte next in name[..ShortBytes])
        {
            sum = (byte)(((sum & 1) << 7) + (sum >> 1) + next);
        }

        return sum;
    }

    /// <summary>The byte of a character in a short name; 0 if there is none.</summary>
    internal static byte Encode(char c)
    {
        if (c < 0x80)
        {
            return (byte)c;
        }

        int index = CodePage437.IndexOf(c, StringComparison.Ordinal);
        return index < 0 ? (byte)0 : (byte)(0x80 + index);
    }

    /// <summary>What stands for a short name's first byte.</summary>
    internal static byte Escape(byte first) => first == FatEntry.FreeMark ? Escaped : first;

    private static string Text(ReadOnlySpan<byte> bytes, bool lowerCase, bool escaped)
    {
        StringBuilder text = new(bytes.Length);
        for (int index = 0; index < bytes.Length; index++)
        {
            byte value = index == 0 && escaped ? (byte)0xE5 : bytes[index];
            char c = value < 0x80 ? (char)value : CodePage437[value - 0x80];

            // A zero stays: a name that has one is none.
            c = c != '\0' && char.IsControl(c) ? '?' : c;
            text.Append(lowerCase ? char.ToLowerInvariant(c) : c);
        }

        return text.ToString().TrimEnd(' ');
    }
}

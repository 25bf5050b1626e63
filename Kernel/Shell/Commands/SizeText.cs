using System;
using System.Globalization;

namespace CosmosNvme.Shell.Commands;

/// <summary>Sizes for people, as GNU's -h writes them: one digit behind the point below 10, rounded up.</summary>
internal static class SizeText
{
    private const ulong Unit = 1024;
    private const string Letters = "KMGTPE";

    internal static string Human(ulong bytes)
    {
        if (bytes < Unit)
        {
            return bytes.ToString(CultureInfo.InvariantCulture);
        }

        ulong unit = Unit;
        int letter = 0;
        while (bytes / unit >= Unit && letter < Letters.Length - 1)
        {
            unit *= Unit;
            letter++;
        }

        UInt128 tenths = (((UInt128)bytes * 10) + unit - 1) / unit;
        if (tenths < 100)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{(ulong)tenths / 10}.{(ulong)tenths % 10}{Letters[letter]}");
        }

        ulong whole = (ulong)((tenths + 9) / 10);
        return whole >= Unit && letter < Letters.Length - 1
            ? string.Create(CultureInfo.InvariantCulture, $"1.0{Letters[letter + 1]}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole}{Letters[letter]}");
    }
}

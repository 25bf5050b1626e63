using System;
using System.Linq;

namespace CosmosNvme.Storage;

/// <summary>Names that a disk gives, made fit for being shown.</summary>
internal static class PrintableText
{
    /// <summary>
    /// Puts a question mark for each control character: a terminal that the name is printed on would obey it. FAT allows neither in names, so
    /// files are found by what is shown.
    /// </summary>
    /// <param name="name">A name without a zero.</param>
    internal static string Of(ReadOnlySpan<char> name)
    {
        string text = name.ToString();
        return text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
    }
}

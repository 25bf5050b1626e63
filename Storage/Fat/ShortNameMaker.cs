using System;
using System.Globalization;
using System.Text;

namespace CosmosNvme.Storage;

/// <summary>Makes the short name that every file has, unique in its directory: the name itself if it fits, else an alias like LONGNA~1.TXT.</summary>
internal static class ShortNameMaker
{
    private const int BaseBytes = 8;
    private const int ExtensionBytes = 3;
    private const int MostUnits = 255;

    // From here on the alias is made of a hash, so that thousands of similar names do not try each other's numbers.
    private const int PlainAliases = 9;
    private const int HashedAliases = 0x10000;

    private const string Forbidden = "\"*/:<>?\\|";
    private const string Replaced = "+,;=[]";

    /// <summary>Looks whether a file can have a name.</summary>
    /// <param name="name">The name; dots at its end do not count, as on Linux and Windows.</param>
    /// <param name="trimmed">The name without them.</param>
    internal static FileStatus Check(string name, out string trimmed)
    {
        trimmed = name.TrimEnd('.');
        if (trimmed.Length > MostUnits)
        {
            return FileStatus.Of(FileError.NameTooLong);
        }

        if (trimmed.Length == 0 || trimmed.AsSpan().ContainsAny(Forbidden) || trimmed.AsSpan().IndexOfAnyInRange('\0', '\x1F') >= 0 || trimmed[^1] == ' ' || !IsWellFormed(trimmed))
        {
            return FileStatus.Of(FileError.Invalid, $"FAT cannot have a file called '{PrintableText.Of(name)}'");
        }

        return FileStatus.Success;
    }

    /// <summary>Makes the name.</summary>
    /// <param name="name">A name that passed the check.</param>
    /// <param name="isTaken">Tells whether the directory has a file of that name, in the form BASE.EXT.</param>
    /// <param name="shortName">Receives the eleven bytes.</param>
    /// <returns>Whether a long name is needed too; null if there are no more aliases.</returns>
    internal static bool? Make(string name, Func<string, bool> isTaken, Span<byte> shortName)
    {
        int dot = name.LastIndexOf('.');
        bool hasExtension = dot > 0 && name.AsSpan(0, dot).ContainsAnyExcept('.', ' ');
        bool isExact = true;
        string stem = Convert(hasExtension ? name[..dot] : name, ref isExact);
        string extension = hasExtension ? Convert(name[(dot + 1)..], ref isExact) : string.Empty;
        bool fits = isExact && stem.Length is > 0 and <= BaseBytes && extension.Length <= ExtensionBytes;
        if (fits && !isTaken(Joined(stem, extension)))
        {
            Encode(stem, extension, shortName);
            return Joined(stem, extension) != name || !Ascii.IsValid(name);
        }

        extension = extension.Length > ExtensionBytes ? extension[..ExtensionBytes] : extension;
        stem = stem.Length == 0 ? "_" : stem;
        for (int number = 1; number <= PlainAliases; number++)
        {
            if (Try(stem, string.Create(CultureInfo.InvariantCulture, $"~{number}"), extension, isTaken, shortName))
            {
                return true;
            }
        }

        string start = stem[..Math.Min(stem.Length, 2)];
        uint hash = Crc32.Of(Encoding.Unicode.GetBytes(name));
        for (uint attempt = 0; attempt < HashedAliases; attempt++)
        {
            if (Try(start, string.Create(CultureInfo.InvariantCulture, $"{(hash + attempt) & 0xFFFF:X4}~1"), extension, isTaken, shortName))
            {
                return true;
            }
        }

        return null;
    }

    private static bool Try(string stem, string tail, string extension, Func<string, bool> isTaken, Span<byte> shortName)
    {
        string alias = stem[..Math.Min(stem.Length, BaseBytes - tail.Length)] + tail;
        if (isTaken(Joined(alias, extension)))
        {
            return false;
        }

        Encode(alias, extension, shortName);
        return true;
    }

    private static string Joined(string stem, string extension) => extension.Length == 0 ? stem : $"{stem}.{extension}";

    // Upper case; blanks and dots go, and what no short name can have becomes an underscore.
    private static string Convert(string part, ref bool isExact)
    {
        StringBuilder text = new(part.Length);
        foreach (char c in part)
        {
            char upper = char.ToUpperInvariant(c);
            if (c is ' ' or '.')
            {
                isExact = false;
            }
            else if (FatNames.Encode(upper) is 0 || Replaced.Contains(c, StringComparison.Ordinal))
            {
                isExact = false;
                text.Append('_');
            }
            else
            {
                text.Append(upper);
            }
        }

        return text.ToString();
    }

    private static void Encode(string stem, string extension, Span<byte> shortName)
    {
        shortName[..FatNames.ShortBytes].Fill((byte)' ');
        for (int index = 0; index < stem.Length; index++)
        {
            shortName[index] = FatNames.Encode(stem[index]);
        }

        for (int index = 0; index < extension.Length; index++)
        {
            shortName[BaseBytes + index] = FatNames.Encode(extension[index]);
        }

        shortName[0] = FatNames.Escape(shortName[0]);
    }

    private static bool IsWellFormed(string name)
    {
        for (int index = 0; index < name.Length; index++)
        {
            if (char.IsSurrogate(name[index]))
            {
                if (index + 1 == name.Length || !char.IsSurrogatePair(name[index], name[index + 1]))
                {
                    return false;
                }

                index++;
            }
        }

        return true;
    }
}

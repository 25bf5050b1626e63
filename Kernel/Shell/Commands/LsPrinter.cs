using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints the lines of ls.</summary>
internal static class LsPrinter
{
    private const string Owner = "root root";

    // What is older than half a Gregorian year shows the year instead of the time.
    private static readonly TimeSpan s_recent = TimeSpan.FromSeconds(31556952 / 2);

    /// <summary>Prints items in the given order.</summary>
    internal static void Print(TextWriter output, IReadOnlyList<LsItem> items, LsOptions settings, DateTime now)
    {
        int width = items.Count == 0 ? 0 : items.Max(item => Size(item).Length);
        foreach (LsItem item in items)
        {
            if (settings.Long)
            {
                FileInformation information = item.Information;
                output.Write($"{Mode(information)} 1 {Owner} {Size(item).PadLeft(width)} {Time(information.Modified, now)} ");
            }

            output.WriteLine(settings.Long && item.Target is not null ? $"{item.Name} -> {item.Target}" : item.Name);
        }
    }

    private static string Size(LsItem item) => item.Information.Length.ToString(CultureInfo.InvariantCulture);

    /// <summary>Kind and permissions as ls and stat show them.</summary>
    internal static string Mode(FileInformation information)
    {
        const string Letters = "rwxrwxrwx";
        const int Sticky = 0b1_000_000_000;
        return string.Create(1 + Letters.Length, information, static (text, information) =>
        {
            text[0] = information.Kind switch { FileKind.Directory => 'd', FileKind.BlockDevice => 'b', FileKind.CharacterDevice => 'c', FileKind.SymbolicLink => 'l', _ => '-' };
            for (int index = 0; index < Letters.Length; index++)
            {
                text[index + 1] = (information.Permissions >> (Letters.Length - 1 - index) & 1) != 0 ? Letters[index] : '-';
            }

            // On a directory: only owners remove what is theirs.
            if ((information.Permissions & Sticky) != 0)
            {
                text[Letters.Length] = (information.Permissions & 1) != 0 ? 't' : 'T';
            }
        });
    }

    private static string Time(DateTime time, DateTime now)
    {
        bool isRecent = time <= now && now - time < s_recent;
        string day = time.ToString("MMM", CultureInfo.InvariantCulture) + " " + time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2);
        return isRecent ? $"{day} {time.ToString("HH:mm", CultureInfo.InvariantCulture)}" : $"{day}  {time.ToString("yyyy", CultureInfo.InvariantCulture)}";
    }
}

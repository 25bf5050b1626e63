using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Shows how full file systems are.</summary>
internal sealed class DfCommand : FileCommand
{
    private const ulong Kibibyte = 1024;

    /// <inheritdoc/>
    internal override string Name => "df";

    /// <inheritdoc/>
    internal override string Summary => "Show how full file systems are";

    /// <inheritdoc/>
    internal override string Arguments => "[-h] [-T] [-a] [PATH]...";

    /// <inheritdoc/>
    internal override string Details =>
        "  -h  sizes for people, else in KiB\n" +
        "  -T  with types\n" +
        "  -a  those without any space too\n" +
        "With paths, the file systems that these are on.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool human = false;
        bool types = false;
        bool all = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            human |= option is "-h" or "--human-readable";
            types |= option is "-T" or "--print-type";
            all |= option is "-a" or "--all";
            if (option is not ("-h" or "--human-readable" or "-T" or "--print-type" or "-a" or "--all" or "-k"))
            {
                throw OptionReader.Unknown(option);
            }
        }

        List<string[]> rows = [["Filesystem", "Type", human ? "Size" : "1K-blocks", "Used", human ? "Avail" : "Available", "Use%", "Mounted on"]];
        int status = 0;
        if (options.Operands.Count == 0)
        {
            foreach (Mount mount in context.Storage.Files.Mounts)
            {
                if (context.Storage.Files.GetSpace(mount.Path, out Mount? found, out FileSystemSpace space).IsSuccess && found == mount && (all || space.Blocks > 0))
                {
                    rows.Add(Row(mount, space, human));
                }
            }
        }
        else
        {
            status = ForEach(context, options.Operands, path =>
            {
                Check(context.Storage.Files.GetSpace(path, out Mount? mount, out FileSystemSpace space), path);
                rows.Add(Row(mount!, space, human));
            });
        }

        if (rows.Count > 1)
        {
            Print(context, rows, types);
        }

        return status;
    }

    private static string[] Row(Mount mount, FileSystemSpace space, bool human)
    {
        ulong used = space.Blocks - Math.Min(space.Blocks, space.FreeBlocks);
        string percent = space.Blocks == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{(ulong)((((UInt128)used * 100) + space.Blocks - 1) / space.Blocks)}%");
        return [mount.Source, mount.FileSystem.TypeName, Size(space.Blocks), Size(used), Size(space.FreeBlocks), percent, mount.Path];

        string Size(ulong blocks) => human
            ? SizeText.Human(blocks * space.BlockBytes)
            : ((ulong)((UInt128)blocks * space.BlockBytes / Kibibyte)).ToString(CultureInfo.InvariantCulture);
    }

    private static void Print(CommandContext context, List<string[]> rows, bool types)
    {
        const int TypeColumn = 1;
        int columns = rows[0].Length;
        int[] widths = [.. Enumerable.Range(0, columns).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = Enumerable.Range(0, columns).Where(column => types || column != TypeColumn).Select(column =>
                column == columns - 1 ? row[column] : column <= TypeColumn ? row[column].PadRight(widths[column]) : row[column].PadLeft(widths[column]));
            context.Output.WriteLine(string.Join(' ', cells));
        }
    }
}

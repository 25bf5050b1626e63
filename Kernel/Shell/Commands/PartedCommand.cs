using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Shows and changes partition tables, with the verbs of parted.</summary>
internal sealed class PartedCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "parted";

    /// <inheritdoc/>
    internal override string Summary => "Show and change the partitions of a disk";

    /// <inheritdoc/>
    internal override string Arguments => "[-s] [--force] DEVICE [VERB...]";

    /// <inheritdoc/>
    internal override string Details =>
        "  -s                             ask nothing: what it always does\n" +
        "  --force                        do what loses data\n" +
        "  print                          show the table; the default\n" +
        "  mklabel gpt|msdos              make an empty table; --force where there are partitions\n" +
        "  mkpart [ROLE|NAME] [FS] START END\n" +
        "                                 make a partition; ROLE in an msdos table is primary, extended or logical, NAME is for a gpt;\n" +
        "                                 FS is fat32 (also fat16, fat12) or any other\n" +
        "  rm NUMBER                      remove a partition; wants --force\n" +
        "  resizepart NUMBER END          move the end of a partition; wants --force where it gets smaller\n" +
        "START and END are numbers with s (blocks), B, kB, MB, GB, TB, KiB, MiB, GiB, TiB or %; MB without. All but blocks and bytes are moved to\n" +
        "multiples of 1 MiB. The table is read again afterwards; partitions in use are not touched.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool force = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            force |= option switch
            {
                "--force" => true,
                "-s" or "--script" => false,
                _ => throw OptionReader.Unknown(option),
            };
        }

        if (options.Operands.Count == 0)
        {
            throw new UsageException("name a disk");
        }

        IBlockDevice disk = DeviceOperand.Find(context, options.Operands[0]);
        if (disk is Partition)
        {
            throw new CommandFailedException($"/dev/{disk.Name} is a partition, not a disk");
        }

        Queue<string> words = new(options.Operands.Skip(1).DefaultIfEmpty("print"));
        while (words.TryDequeue(out string? verb))
        {
            Do(context, disk, verb, words, force);
        }

        return 0;
    }

    private static void Do(CommandContext context, IBlockDevice disk, string verb, Queue<string> words, bool force)
    {
        switch (verb)
        {
            case "print":
                PartedPrinter.Print(context.Output, disk);
                break;
            case "mklabel" or "mktable":
                MakeLabel(context, disk, Next(words, "gpt or msdos"), force);
                break;
            case "mkpart":
                Make(context, disk, words);
                break;
            case "rm":
                Remove(context, disk, Number(Next(words, "the partition's number")), force);
                break;
            case "resizepart":
                Resize(context, disk, Number(Next(words, "the partition's number")), Next(words, "the new end"), force);
                break;
            default:
                throw new UsageException($"there is no verb '{verb}'; there are print, mklabel, mkpart, rm and resizepart");
        }
    }

    private static void MakeLabel(CommandContext context, IBlockDevice disk, string type, bool force)
    {
        PartitionTableKind kind = type switch
        {
            "gpt" => PartitionTableKind.Gpt,
            "msdos" or "mbr" or "dos" => PartitionTableKind.Mbr,
            _ => throw new UsageException($"there is no table of type '{type}'; there are gpt and msdos"),
        };
        DeviceOperand.DemandUnmounted(context, disk);
        FileSystemProbe.Identify(disk, out FileSystemIdentity? identity);
        PartitionTable table = PartitionTable.Read(disk);
        if (!force && (table.Entries.Count > 0 || table.Problem is not null || identity is not null))
        {
            throw new CommandFailedException($"/dev/{disk.Name} has {(identity is null ? "partitions" : "a file system")}, which would be lost; --force does it all the same");
        }

        Finish(context, disk, PartitionEditor.Create(disk, kind));
    }

    private static void Make(CommandContext context, IBlockDevice disk, Queue<string> words)
    {
        PartitionTable table = Table(disk);
        List<string> arguments = [.. words.TakeWhile(word => word is not ("print" or "mkpart" or "rm" or "resizepart" or "mklabel"))];
        for (int index = 0; index < arguments.Count; index++)
        {
            words.Dequeue();
        }

        if (arguments.Count is < 2 or > 4)
        {
            throw new UsageException("mkpart wants START and END, and before them perhaps a role or name and a file system");
        }

        bool isGpt = table.Kind == PartitionTableKind.Gpt;
        string first = arguments.Count > 2 ? arguments[0] : string.Empty;
        string system = arguments.Count > 3 ? arguments[1] : string.Empty;
        PartitionRole role = isGpt ? PartitionRole.Primary : first switch
        {
            "" or "primary" => PartitionRole.Primary,
            "extended" => PartitionRole.Extended,
            "logical" => PartitionRole.Logical,
            _ => throw new UsageException($"there is no role '{first}'; there are primary, extended and logical"),
        };
        (ulong First, ulong Last) usable = PartitionEditor.Usable(disk, table.Kind);
        ulong start = DiskPosition.Parse(disk, arguments[^2], isEnd: false, usable);
        ulong end = DiskPosition.Parse(disk, arguments[^1], isEnd: true, usable);
        PartitionSpec spec = new(start, end, isGpt ? first : string.Empty, role, system.StartsWith("fat", System.StringComparison.Ordinal));
        Finish(context, disk, PartitionEditor.Add(disk, spec, out _));
    }

    private static void Remove(CommandContext context, IBlockDevice disk, int number, bool force)
    {
        DemandUnused(context, disk, number);
        if (!force)
        {
            throw new CommandFailedException($"the content of partition {number} would be lost; --force does it all the same");
        }

        Finish(context, disk, PartitionEditor.Remove(disk, number));
    }

    private static void Resize(CommandContext context, IBlockDevice disk, int number, string end, bool force)
    {
        DemandUnused(context, disk, number);
        PartitionTable table = Table(disk);
        ulong last = DiskPosition.Parse(disk, end, isEnd: true, PartitionEditor.Usable(disk, table.Kind));
        if (!force && table.Entries.Any(entry => entry.Number == number && entry.LastBlock > last))
        {
            throw new CommandFailedException($"what lies behind block {last} of partition {number} would be lost; --force does it all the same");
        }

        Finish(context, disk, PartitionEditor.Resize(disk, number, last));
    }

    private static PartitionTable Table(IBlockDevice disk)
    {
        PartitionTable table = PartitionTable.Read(disk);
        return table.Kind != PartitionTableKind.None && table.Problem is null
            ? table
            : throw new CommandFailedException(table.Problem ?? $"/dev/{disk.Name} has no partition table; 'mklabel gpt' makes one");
    }

    // Removing a logical partition renames those behind it, so none of the disk may be in use then.
    private static void DemandUnused(CommandContext context, IBlockDevice disk, int number)
    {
        IBlockDevice? partition = context.Storage.Devices.PartitionsOf(disk).FirstOrDefault(partition => partition.Entry.Number == number);
        DeviceOperand.DemandUnmounted(context, PartitionTable.Read(disk).Kind == PartitionTableKind.Gpt ? partition ?? disk : disk);
    }

    private static void Finish(CommandContext context, IBlockDevice disk, FileStatus status)
    {
        status = status.IsSuccess ? context.Storage.Reread(disk) : status;
        if (!status.IsSuccess)
        {
            throw new CommandFailedException(status.Message);
        }
    }

    private static string Next(Queue<string> words, string what) => words.TryDequeue(out string? word) ? word : throw new UsageException($"{what} is missing");

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw new UsageException($"'{text}' is not a number");
}

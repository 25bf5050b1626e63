using System;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Mounts the file system of a device, or lists what is mounted.</summary>
internal sealed class MountCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "mount";

    /// <inheritdoc/>
    internal override string Summary => "Show the files of a device in a directory";

    /// <inheritdoc/>
    internal override string Arguments => "[-o ro|rw|discard] [DEVICE DIRECTORY]";

    /// <inheritdoc/>
    internal override string Details =>
        "  -o ro       only for reading; the default\n" +
        "  -o rw       for writing too, where the file system can\n" +
        "  -o discard  tell the device which blocks become free; see fstrim\n" +
        "  -r, -w      the same as -o ro, -o rw\n" +
        "A missing directory in memory is made. Without arguments, what is mounted: DEVICE on DIRECTORY type TYPE (OPTIONS).";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool writable = false;
        bool discards = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            switch (option)
            {
                case "-o" or "--options":
                    ReadOptions(options.Value(), ref writable, ref discards);
                    break;
                case "-r" or "--read-only":
                    writable = false;
                    break;
                case "-w" or "--rw" or "--read-write":
                    writable = true;
                    break;
                default:
                    throw OptionReader.Unknown(option);
            }
        }

        switch (options.Operands.Count)
        {
            case 0:
                List(context);
                return 0;
            case 2:
                FileStatus status = context.Storage.Files.Mount(options.Operands[0], options.Operands[1], writable, out Mount? mount);
                if (!status.IsSuccess)
                {
                    throw new CommandFailedException(status.Message);
                }

                mount!.FileSystem.Discards = discards;
                if (discards && mount.FileSystem.Device?.CanDiscard != true)
                {
                    context.Complain($"{Name}: {mount.Source} cannot discard; mounted without");
                }

                return 0;
            default:
                throw new UsageException("name a device and a directory, or nothing at all");
        }
    }

    private static void ReadOptions(string text, ref bool writable, ref bool discards)
    {
        foreach (string option in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (option)
            {
                case "ro":
                    writable = false;
                    break;
                case "rw":
                    writable = true;
                    break;
                case "discard" or "nodiscard":
                    discards = option == "discard";
                    break;
                case "defaults":
                    break;
                default:
                    throw new UsageException($"there is no mount option '{option}'; there are ro, rw and discard");
            }
        }
    }

    private static void List(CommandContext context)
    {
        foreach (Mount mount in context.Storage.Files.Mounts)
        {
            context.Output.WriteLine($"{mount.Source} on {mount.Path} type {mount.FileSystem.TypeName} ({(mount.IsReadOnly ? "ro" : "rw")}{(mount.FileSystem.Discards ? ",discard" : "")})");
        }
    }
}

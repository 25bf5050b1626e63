using System.Globalization;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Tells devices which blocks are free, as util-linux's command of that name does.</summary>
internal sealed class FstrimCommand : FileCommand
{
    /// <inheritdoc/>
    internal override string Name => "fstrim";

    /// <inheritdoc/>
    internal override string Summary => "Tell a disk which blocks are free";

    /// <inheritdoc/>
    internal override string Arguments => "[-v] DIRECTORY... | [-v] -a";

    /// <inheritdoc/>
    internal override string Details =>
        "  -a   all file systems that can be written and whose devices take it\n" +
        "  -v   say how much it was";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool isVerbose = false;
        bool all = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            switch (option)
            {
                case "-a" or "--all":
                    all = true;
                    break;
                case "-v" or "--verbose":
                    isVerbose = true;
                    break;
                default:
                    throw OptionReader.Unknown(option);
            }
        }

        if (all == options.Operands.Count > 0)
        {
            throw new UsageException("name the directories of file systems, or say -a");
        }

        if (!all)
        {
            return ForEach(context, options.Operands, path => Trim(context, MountAt(context, path), isVerbose));
        }

        foreach (Mount mount in context.Storage.Files.Mounts)
        {
            if (!mount.IsReadOnly && mount.FileSystem.Device?.CanDiscard == true)
            {
                Trim(context, mount, isVerbose);
            }
        }

        return 0;
    }

    private static Mount MountAt(CommandContext context, string path)
    {
        foreach (Mount mount in context.Storage.Files.Mounts)
        {
            if (mount.Path == path || mount.Path == path.TrimEnd('/'))
            {
                return mount;
            }
        }

        throw new CommandFailedException($"{path}: not a mountpoint");
    }

    private static void Trim(CommandContext context, Mount mount, bool isVerbose)
    {
        if (mount.FileSystem.Device?.CanDiscard != true)
        {
            throw new CommandFailedException($"{mount.Path}: the discard operation is not supported");
        }

        Check(mount.FileSystem.Trim(out ulong bytes), $"{mount.Path}: cannot discard");
        if (isVerbose)
        {
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mount.Path}: {SizeText.Human(bytes)}B ({bytes} bytes) trimmed"));
        }
    }
}

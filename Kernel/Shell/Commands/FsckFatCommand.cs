using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Checks FAT file systems.</summary>
internal sealed class FsckFatCommand : ShellCommand
{
    // As fsck has it: errors were found and left.
    private const int ProblemsFound = 4;

    /// <inheritdoc/>
    internal override string Name => "fsck.fat";

    /// <inheritdoc/>
    internal override string Summary => "Check a FAT file system; nothing is changed";

    /// <inheritdoc/>
    internal override string Arguments => "[-n] DEVICE";

    /// <inheritdoc/>
    internal override string Details =>
        "  -n          change nothing: what it always does\n" +
        "Exit status: 0 nothing is wrong, 4 something is. A device that is mounted for writing is not checked.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            if (option != "-n")
            {
                throw OptionReader.Unknown(option);
            }
        }

        if (options.Operands.Count != 1)
        {
            throw new UsageException("name a device");
        }

        IBlockDevice device = DeviceOperand.Find(context, options.Operands[0]);
        if (context.Storage.Files.Mounts.Any(mount => mount.FileSystem.Device is IBlockDevice used && !mount.IsReadOnly && (used == device || (used as Partition)?.Disk == device)))
        {
            DeviceOperand.DemandUnmounted(context, device);
        }

        FileStatus status = FatChecker.Check(device, out FatCheckReport? report);
        if (report is null)
        {
            throw new CommandFailedException(status.Message);
        }

        foreach (string problem in report.Problems)
        {
            context.Output.WriteLine(problem);
        }

        context.Output.WriteLine($"/dev/{device.Name}: {report.Files} files, {report.UsedClusters}/{report.Clusters} clusters");
        return report.Problems.Count == 0 ? 0 : ProblemsFound;
    }
}

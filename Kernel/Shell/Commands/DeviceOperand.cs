using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Block devices as commands are given them.</summary>
internal static class DeviceOperand
{
    /// <summary>Finds a device by its path.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    internal static IBlockDevice Find(CommandContext context, string path) =>
        context.Storage.Files.FindBlockDevice(path, out IBlockDevice? device).IsSuccess
            ? device!
            : throw new CommandFailedException($"there is no block device {path} ('lsblk' lists the devices)");

    /// <summary>Sees to it that nothing of a device is mounted.</summary>
    /// <param name="context">The command's surroundings.</param>
    /// <param name="device">A disk or partition; of a disk, its partitions count.</param>
    /// <exception cref="CommandFailedException">Something is.</exception>
    internal static void DemandUnmounted(CommandContext context, IBlockDevice device)
    {
        Mount? mount = context.Storage.Files.Mounts.FirstOrDefault(mount => mount.FileSystem.Device is IBlockDevice used
            && (used == device || (used as Partition)?.Disk == device || (device as Partition)?.Disk == used));
        if (mount is not null)
        {
            throw new CommandFailedException($"{mount.Source} is mounted on {mount.Path}; 'umount {mount.Path}' first");
        }
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Finds controllers and namespaces by their names.</summary>
internal static class NvmeDevices
{
    /// <summary>The controllers in service.</summary>
    internal static IReadOnlyList<NvmeController> All(CommandContext context) =>
        context.Services.Nvme ?? throw new CommandFailedException("this kernel was built without the NVMe driver");

    /// <summary>The controller of a name like nvme0 or nvme0n1, and the namespace in it. The namespace need not be there.</summary>
    internal static (NvmeController Controller, uint? NamespaceId) Find(CommandContext context, string name)
    {
        NvmeController? controller = All(context).FirstOrDefault(known => IsPartOf(known, name, out _));
        if (controller is null)
        {
            throw new CommandFailedException($"there is no controller {name}; 'nvme list' shows those there are");
        }

        IsPartOf(controller, name, out uint? id);
        return (controller, id);
    }

    /// <summary>The name like nvme0 or nvme0n1 of an operand, which may be a link to a disk or, as on Linux, one of its partitions.</summary>
    internal static string NameOf(CommandContext context, string operand)
    {
        if (operand.StartsWith('/') && context.Services.Storage is StorageStack storage && storage.Files.FindBlockDevice(operand, out IBlockDevice? device).IsSuccess)
        {
            return ((device as Partition)?.Disk ?? device!).Name;
        }

        return operand.Replace("/dev/", string.Empty, StringComparison.Ordinal);
    }

    /// <summary>What is mounted on a namespace, as a refusal; null if nothing is.</summary>
    /// <param name="context">The shell.</param>
    /// <param name="controller">The controller.</param>
    /// <param name="namespaceId">NSID; 0 or ffffffffh: any.</param>
    internal static string? MountOn(CommandContext context, NvmeController controller, uint namespaceId)
    {
        if (context.Services.Storage is not StorageStack storage)
        {
            return null;
        }

        foreach (NvmeNamespace disk in controller.Namespaces.Where(disk => namespaceId is 0 or uint.MaxValue || disk.Id == namespaceId))
        {
            Mount? mount = storage.Files.Mounts.FirstOrDefault(mount => mount.FileSystem.Device is IBlockDevice device && (device == disk || (device as Partition)?.Disk == disk));
            if (mount is not null)
            {
                return $"{mount.Source} is mounted on {mount.Path}; 'umount {mount.Path}' first";
            }
        }

        return null;
    }

    private static bool IsPartOf(NvmeController controller, string name, out uint? id)
    {
        id = null;
        if (name == controller.Name)
        {
            return true;
        }

        string prefix = controller.Name + "n";
        if (name.StartsWith(prefix, StringComparison.Ordinal)
            && uint.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number != 0)
        {
            id = number;
            return true;
        }

        return false;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <content>What happens when a device goes away under its file systems.</content>
public sealed partial class VirtualFileSystem
{
    /// <summary>
    /// Takes the mounts of a device that is gone out of the tree, with what is mounted below them, whoever uses them: their open files answer with the
    /// device's errors from now on.
    /// </summary>
    /// <param name="device">A disk, with its partitions, or a partition.</param>
    /// <returns>The mounts.</returns>
    public IReadOnlyList<Mount> Abandon(IBlockDevice device)
    {
        lock (_lock)
        {
            Mount[] lost = Array.FindAll(_mounts, mount => mount.FileSystem.Device is { } used && (used == device || (used as Partition)?.Disk == device));
            _mounts = Array.FindAll(_mounts, mount => !lost.Contains(mount) && !Array.Exists(lost, gone => IsBelow(mount.Path, gone.Path)));
            return lost;
        }
    }
}

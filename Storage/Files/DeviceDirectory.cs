using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>The directory of all block devices.</summary>
internal sealed class DeviceDirectory(BlockDevices devices) : FileNode(string.Empty, FileKind.Directory)
{
    private readonly DateTime _created = DateTime.UtcNow;

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        information = new FileInformation(FileKind.Directory, 0, 0, 0b111_101_101, 1, _created, _created, _created);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus Lookup(string name, out FileNode? child)
    {
        child = devices.Find(name) is IBlockDevice device ? new DeviceFile(device, _created) : null;
        return child is null ? FileStatus.Of(FileError.NoEntry) : FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus List(List<FileNode> children)
    {
        foreach (IBlockDevice device in devices.All)
        {
            children.Add(new DeviceFile(device, _created));
        }

        return FileStatus.Success;
    }
}

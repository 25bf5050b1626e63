using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>/dev/disk: the block devices by names that do not depend on the order in which they are found.</summary>
internal sealed class DiskDirectory : FileNode
{
    private const int Permissions = 0b111_101_101;

    private readonly DateTime _created;
    private readonly DeviceLinkDirectory[] _directories;

    internal DiskDirectory(BlockDevices devices, DateTime created)
        : base("disk", FileKind.Directory)
    {
        _created = created;
        _directories =
        [
            Of("by-id", DeviceNames.ById), Of("by-label", device => DeviceNames.ByLabel(devices, device)), Of("by-partlabel", DeviceNames.ByPartitionLabel), Of("by-partuuid", DeviceNames.ByPartitionUuid),
            Of("by-path", DeviceNames.ByPath), Of("by-uuid", device => DeviceNames.ByUuid(devices, device)),
        ];

        DeviceLinkDirectory Of(string name, Func<IBlockDevice, IEnumerable<string>> namesOf) => new(devices, name, namesOf, created);
    }

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        information = new FileInformation(FileKind.Directory, 0, 0, Permissions, DeviceFile.InodeOf(Name), _created, _created, _created);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus Lookup(string name, out FileNode? child)
    {
        child = Array.Find(_directories, directory => directory.Name == name);
        return FileStatus.Of(child is null ? FileError.NoEntry : FileError.None);
    }

    /// <inheritdoc/>
    public override FileStatus List(List<FileNode> children)
    {
        children.AddRange(_directories);
        return FileStatus.Success;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A directory of links to block devices, like /dev/disk/by-id: what is there at the moment that somebody looks. Of devices with the same name, the first has the link.</summary>
/// <param name="devices">The devices.</param>
/// <param name="name">The directory's name.</param>
/// <param name="namesOf">The names of a device in it.</param>
/// <param name="created">When it was made.</param>
internal sealed class DeviceLinkDirectory(BlockDevices devices, string name, Func<IBlockDevice, IEnumerable<string>> namesOf, DateTime created) : FileNode(name, FileKind.Directory)
{
    private const int Permissions = 0b111_101_101;

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        information = new FileInformation(FileKind.Directory, 0, 0, Permissions, DeviceFile.InodeOf("disk/" + Name), created, created, created);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus Lookup(string name, out FileNode? child)
    {
        child = devices.All.FirstOrDefault(device => namesOf(device).Contains(name, StringComparer.Ordinal)) is IBlockDevice device ? LinkTo(device, name) : null;
        return FileStatus.Of(child is null ? FileError.NoEntry : FileError.None);
    }

    /// <inheritdoc/>
    public override FileStatus List(List<FileNode> children)
    {
        SortedDictionary<string, IBlockDevice> links = new(StringComparer.Ordinal);
        foreach (IBlockDevice device in devices.All)
        {
            foreach (string link in namesOf(device))
            {
                links.TryAdd(link, device);
            }
        }

        children.AddRange(links.Select(link => LinkTo(link.Value, link.Key)));
        return FileStatus.Success;
    }

    private DeviceLink LinkTo(IBlockDevice device, string link) => new(link, "../../" + device.Name, DeviceFile.InodeOf($"disk/{Name}/{link}"), created);
}

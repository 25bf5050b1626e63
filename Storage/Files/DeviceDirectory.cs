using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>The directory of all block devices, and of what every program expects besides.</summary>
internal sealed class DeviceDirectory : FileNode
{
    /// <summary>The directory on which memory that programs share (shm_open) is mounted.</summary>
    internal const string SharedMemory = "shm";

    private const ulong RootInode = 1;

    private readonly BlockDevices _devices;
    private readonly DateTime _created = DateTime.UtcNow;
    private readonly FileNode[] _others;

    // One object for each device as long as the device is there, so that locks on it are the same for all who open it.
    private readonly ConditionalWeakTable<IBlockDevice, DeviceFile> _files = [];

    internal DeviceDirectory(BlockDevices devices)
        : base(string.Empty, FileKind.Directory)
    {
        _devices = devices;
        _others =
        [
            new DiskDirectory(devices, _created),
            new StreamDevice("full", StreamDeviceKind.Full, _created, RootInode + 1),
            new StreamDevice("null", StreamDeviceKind.Null, _created, RootInode + 2),
            new StreamDevice("random", StreamDeviceKind.Random, _created, RootInode + 3),
            new TextDirectory(SharedMemory),
            new StreamDevice("urandom", StreamDeviceKind.Random, _created, RootInode + 4),
            new StreamDevice("zero", StreamDeviceKind.Zero, _created, RootInode + 5),
        ];
    }

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        information = new FileInformation(FileKind.Directory, 0, 0, 0b111_101_101, RootInode, _created, _created, _created);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus Lookup(string name, out FileNode? child)
    {
        child = _devices.Find(name) is IBlockDevice device ? FileOf(device) : Array.Find(_others, other => other.Name == name);
        return child is null ? FileStatus.Of(FileError.NoEntry) : FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus List(List<FileNode> children)
    {
        foreach (IBlockDevice device in _devices.All)
        {
            children.Add(FileOf(device));
        }

        children.AddRange(_others);
        return FileStatus.Success;
    }

    private DeviceFile FileOf(IBlockDevice device) => _files.GetValue(device, key => new DeviceFile(key, _created));
}

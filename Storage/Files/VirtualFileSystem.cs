using System;
using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>
/// The tree of all mounted file systems. <c>/</c> is in memory, <c>/dev</c> shows the block devices. Paths that do not begin with a
/// slash begin at the root. Every member may be called by any thread.
/// </summary>
public sealed class VirtualFileSystem
{
    private const int DirectoryPermissions = 0b111_101_101;

    private readonly BlockDevices _devices;

    // Held by those who change what is mounted; paths are walked over a snapshot, without it.
    private readonly Lock _lock = new();

    // In order of mounting: of several at one path, the last one is seen. Replaced, never changed.
    private volatile Mount[] _mounts;

    /// <summary>Makes the tree with <c>/</c> and <c>/dev</c>.</summary>
    /// <param name="devices">What /dev shows and what can be mounted.</param>
    public VirtualFileSystem(BlockDevices devices)
    {
        _devices = devices;
        MemoryFileSystem root = new();
        root.Root.CreateDirectory("dev", DirectoryPermissions, out _);
        _mounts =
        [
            new Mount("rootfs", "/", root, isReadOnly: false),
            new Mount("devtmpfs", "/dev", new DeviceFileSystem(devices), isReadOnly: true),
        ];
    }

    /// <summary>What is mounted at this moment, in the order of mounting.</summary>
    public IReadOnlyList<Mount> Mounts => _mounts;

    /// <summary>Opens a file, directory or device.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="file">Receives it, to be disposed by the caller; null after a failure.</param>
    public FileStatus Open(string path, out OpenFile? file)
    {
        file = null;
        while (true)
        {
            FileStatus status = Walk(_mounts, path, createMissing: false, out PathStep found);
            if (!status.IsSuccess)
            {
                return status;
            }

            if (found.Mount.TryEnter())
            {
                file = new OpenFile(found.Path, found.Node, found.Mount);
                return FileStatus.Success;
            }

            // It is being unmounted this moment: once that is done, the path leads elsewhere.
            lock (_lock)
            {
            }
        }
    }

    /// <summary>Mounts what a device holds, read-only. A missing mount point is made where its file system allows that.</summary>
    /// <param name="devicePath">The device as a path, like /dev/nvme0n1p1.</param>
    /// <param name="path">The directory.</param>
    /// <param name="writable">Whether writing must be possible; refused by file systems that cannot.</param>
    /// <param name="mount">Receives the mount; null after a failure.</param>
    public FileStatus Mount(string devicePath, string path, bool writable, out Mount? mount)
    {
        mount = null;
        FileStatus status = FindDevice(devicePath, out IBlockDevice? device);
        if (!status.IsSuccess)
        {
            return status;
        }

        lock (_lock)
        {
            status = CheckFree(device!);
            if (!status.IsSuccess)
            {
                return status;
            }

            status = Prepare(device!, writable, out FileSystem? fileSystem);
            if (!status.IsSuccess)
            {
                return status;
            }

            status = Walk(_mounts, path, createMissing: true, out PathStep target);
            if (!status.IsSuccess)
            {
                return FileStatus.Of(status.Error, $"mount point {path}: {status.Message}");
            }

            if (target.Node.Kind != FileKind.Directory)
            {
                return FileStatus.Of(FileError.NotADirectory, $"mount point {path}: {FileStatus.Of(FileError.NotADirectory).Message}");
            }

            mount = new Mount("/dev/" + device!.Name, target.Path, fileSystem!, fileSystem!.IsReadOnly || !writable);
            _mounts = [.. _mounts, mount];
            return FileStatus.Success;
        }
    }

    /// <summary>Undoes the last mount at a path or of a device.</summary>
    /// <param name="pathOrDevice">The directory, or the device as a path.</param>
    public FileStatus Unmount(string pathOrDevice)
    {
        lock (_lock)
        {
            FileStatus status = Walk(_mounts, pathOrDevice, createMissing: false, out PathStep found);
            if (!status.IsSuccess)
            {
                return status;
            }

            Mount? mount = Array.FindLast(_mounts, candidate => candidate.Path == found.Path || candidate.Source == found.Path);
            if (mount is null)
            {
                return FileStatus.Of(FileError.Invalid, "not mounted");
            }

            Mount[] others = Array.FindAll(_mounts, other => other != mount);
            bool isCovered = Array.Exists(others, other => IsBelow(other.Path, mount.Path)) || Array.FindLast(_mounts, other => other.Path == mount.Path) != mount;
            if (mount.FileSystem.Device is null || isCovered || !mount.TryClose())
            {
                return FileStatus.Of(FileError.Busy, "target is busy: files on it are open, or something is mounted on it");
            }

            _mounts = others;
            return FileStatus.Success;
        }
    }

    private static bool IsBelow(string path, string above) =>
        above == "/" ? path != "/" : path.StartsWith(above + "/", StringComparison.Ordinal);

    private static FileStatus Prepare(IBlockDevice device, bool writable, out FileSystem? fileSystem)
    {
        fileSystem = null;
        FileStatus status = FileSystemProbe.Find(device, out FileSystemIdentity? identity, out FileSystemType? type);
        if (!status.IsSuccess)
        {
            return status;
        }

        if (identity is null)
        {
            return FileStatus.Of(FileError.Invalid, $"{device.Name} holds no file system that is known here; supported is vfat (FAT12, FAT16, FAT32)");
        }

        return identity.Problem is not null || type is null
            ? FileStatus.Of(FileError.Damaged, $"{device.Name} cannot be mounted: {identity.Problem}")
            : type.Mount(device, writable, out fileSystem);
    }

    private FileStatus CheckFree(IBlockDevice device)
    {
        Mount? mount = Array.Find(_mounts, candidate => candidate.FileSystem.Device == device);
        return mount is null ? FileStatus.Success : FileStatus.Of(FileError.Busy, $"/dev/{device.Name} is already mounted on {mount.Path}");
    }

    private FileStatus FindDevice(string devicePath, out IBlockDevice? device)
    {
        device = null;
        FileStatus status = Open(devicePath, out OpenFile? file);
        if (file is null)
        {
            return FileStatus.Of(status.Error, $"special device {devicePath} does not exist ('lsblk' lists the devices)");
        }

        using (file)
        {
            device = file.Kind == FileKind.BlockDevice ? _devices.Find(file.Path[(file.Path.LastIndexOf('/') + 1)..]) : null;
        }

        return device is null ? FileStatus.Of(FileError.Invalid, $"{devicePath} is not a block device") : FileStatus.Success;
    }

    private static FileStatus Walk(Mount[] mounts, string path, bool createMissing, out PathStep found)
    {
        Stack<PathStep> steps = new();
        steps.Push(Covering(mounts, new PathStep("/", mounts[0].FileSystem.Root, mounts[0])));
        found = steps.Peek();
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path.Length == 0)
        {
            return FileStatus.Of(FileError.NoEntry);
        }

        foreach (string name in names)
        {
            PathStep parent = steps.Peek();
            if (parent.Node.Kind != FileKind.Directory)
            {
                return FileStatus.Of(FileError.NotADirectory);
            }

            if (name == ".." && steps.Count > 1)
            {
                steps.Pop();
            }
            else if (name is not ("." or ".."))
            {
                FileStatus status = parent.Node.Lookup(name, out FileNode? child);
                if (status.Error == FileError.NoEntry && createMissing && !parent.Mount.IsReadOnly)
                {
                    status = parent.Node.CreateDirectory(name, DirectoryPermissions, out child);
                }

                if (!status.IsSuccess)
                {
                    return status;
                }

                string childPath = parent.Path == "/" ? "/" + child!.Name : parent.Path + "/" + child!.Name;
                steps.Push(Covering(mounts, new PathStep(childPath, child, parent.Mount)));
            }
        }

        found = steps.Peek();

        // A slash at the end demands a directory, as in POSIX.
        return path[^1] == '/' && found.Node.Kind != FileKind.Directory ? FileStatus.Of(FileError.NotADirectory) : FileStatus.Success;
    }

    private static PathStep Covering(Mount[] mounts, PathStep step)
    {
        Mount? mount = Array.FindLast(mounts, candidate => candidate.Path == step.Path);
        return mount is null ? step : new PathStep(step.Path, mount.FileSystem.Root, mount);
    }

    private readonly record struct PathStep(string Path, FileNode Node, Mount Mount);
}

using System;
using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>
/// The tree of all mounted file systems. <c>/</c>, <c>/tmp</c> and <c>/dev/shm</c> are in memory, <c>/dev</c> shows the block devices, <c>/proc</c> what is
/// known of the system. Paths that do not begin with a slash begin at the working directory, of which there is one. Every member may be called by any thread.
/// </summary>
public sealed partial class VirtualFileSystem
{
    /// <summary>Permissions of directories that are made on the way: rwxr-xr-x.</summary>
    internal const int DirectoryPermissions = 0b111_101_101;

    private const int TemporaryPermissions = 0b1_111_111_111;

    private readonly BlockDevices _devices;

    // Held by those who change what is mounted; paths are walked over a snapshot, without it.
    private readonly Lock _lock = new();

    // In order of mounting: of several at one path, the last one is seen. Replaced, never changed.
    private volatile Mount[] _mounts;
    private volatile string _workingDirectory = "/";

    /// <summary>Makes the tree with <c>/</c>, <c>/tmp</c>, <c>/dev</c> and <c>/proc</c>.</summary>
    /// <param name="devices">What /dev shows and what can be mounted.</param>
    public VirtualFileSystem(BlockDevices devices)
    {
        _devices = devices;

        // A file system in memory may not take what programs need: as on Linux, each has a limit, here an eighth of it.
        ulong limit = (ulong)Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, 0) / 8;
        MemoryFileSystem root = new(limit, DirectoryPermissions);
        foreach (string name in new[] { "dev", "proc", "tmp" })
        {
            root.Root.CreateDirectory(name, DirectoryPermissions, out _);
        }

        Information = new TextFileSystem("proc", ProcMagic);
        DescribeMounts(Information);
        _mounts =
        [
            new Mount("rootfs", "/", root, isReadOnly: false),
            new Mount("devtmpfs", "/dev", new DeviceFileSystem(devices), isReadOnly: true),
            new Mount("proc", "/proc", Information, isReadOnly: true),
            new Mount("tmpfs", "/tmp", new MemoryFileSystem(limit, TemporaryPermissions), isReadOnly: false),
            new Mount("tmpfs", "/dev/" + DeviceDirectory.SharedMemory, new MemoryFileSystem(limit, TemporaryPermissions), isReadOnly: false),
        ];
    }

    /// <summary>What is mounted at this moment, in the order of mounting.</summary>
    public IReadOnlyList<Mount> Mounts => _mounts;

    /// <summary>The texts that /proc shows: whoever knows something adds it.</summary>
    public TextFileSystem Information { get; }

    /// <summary>Where paths begin that do not begin with a slash: an absolute path without links, which need not exist any more.</summary>
    public string WorkingDirectory => _workingDirectory;

    /// <summary>Makes a directory the one where paths begin that do not begin with a slash. What it is on stays mounted meanwhile.</summary>
    /// <param name="path">The directory.</param>
    public FileStatus SetWorkingDirectory(string path)
    {
        // Under the lock nothing is unmounted, so that what was found is there when it has become the working directory.
        lock (_lock)
        {
            using PathWalk walk = new(_mounts, _workingDirectory);
            FileStatus status = walk.Go(path, follow: true);
            if (status.IsSuccess && walk.Found.Node.Kind != FileKind.Directory)
            {
                status = FileStatus.Of(FileError.NotADirectory);
            }

            _workingDirectory = status.IsSuccess ? walk.Found.Path : _workingDirectory;
            return status;
        }
    }

    /// <summary>Mounts what a device holds. A missing mount point is made where its file system allows that.</summary>
    /// <param name="devicePath">The device as a path, like /dev/nvme0n1p1.</param>
    /// <param name="path">The directory.</param>
    /// <param name="writable">Whether writing must be possible; refused by file systems and devices that cannot.</param>
    /// <param name="mount">Receives the mount; null after a failure.</param>
    public FileStatus Mount(string devicePath, string path, bool writable, out Mount? mount)
    {
        mount = null;
        FileStatus status = FindBlockDevice(devicePath, out IBlockDevice? device);
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

            using PathWalk target = new(_mounts, _workingDirectory);
            status = Prepare(device!, writable, out FileSystem? fileSystem);
            if (!status.IsSuccess)
            {
                return status;
            }

            // Nobody unmounts while the lock is held, so the walk needs no repetition.
            status = target.Go(path, follow: true, create: true);
            if (status.IsSuccess && target.Found.Node.Kind != FileKind.Directory)
            {
                status = FileStatus.Of(FileError.NotADirectory);
            }

            if (!status.IsSuccess)
            {
                fileSystem!.Close();
                return FileStatus.Of(status.Error, $"mount point {path}: {status.Message}");
            }

            mount = new Mount("/dev/" + device!.Name, target.Found.Path, fileSystem!, fileSystem!.IsReadOnly || !writable);
            _mounts = [.. _mounts, mount];
            return FileStatus.Success;
        }
    }

    /// <summary>Finds a block device by its path, over whatever links lead to it.</summary>
    /// <param name="devicePath">The path, like /dev/nvme0n1p1.</param>
    /// <param name="device">Receives it; null after a failure.</param>
    public FileStatus FindBlockDevice(string devicePath, out IBlockDevice? device)
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

    /// <summary>Undoes the last mount at a path or of a device. Everything written is durable afterwards.</summary>
    /// <param name="pathOrDevice">The directory, or the device as a path.</param>
    /// <returns>Success; or why it is still mounted; or, with <see cref="FileError.InputOutput"/> and its like, why it could not be left in order.</returns>
    public FileStatus Unmount(string pathOrDevice)
    {
        lock (_lock)
        {
            string path;
            using (PathWalk walk = new(_mounts, _workingDirectory))
            {
                FileStatus status = walk.Go(pathOrDevice, follow: true);
                if (!status.IsSuccess)
                {
                    return status;
                }

                path = walk.Found.Path;
            }

            Mount? mount = Array.FindLast(_mounts, candidate => candidate.Path == path || candidate.Source == path);
            return mount is null ? FileStatus.Of(FileError.Invalid, "not mounted") : Unmount(mount);
        }
    }

    /// <summary>Makes every change of every file system durable.</summary>
    /// <returns>Success, or the first failure; the others are flushed all the same.</returns>
    public FileStatus Flush()
    {
        FileStatus result = FileStatus.Success;
        foreach (Mount mount in _mounts)
        {
            if (mount.TryEnter())
            {
                FileStatus status = mount.FileSystem.Flush();
                mount.Leave();
                result = result.IsSuccess ? status : result;
            }
        }

        return result;
    }

    /// <summary>Unmounts what can be unmounted and makes everything else durable: before the machine is turned off.</summary>
    /// <returns>Success, or the first failure.</returns>
    public FileStatus Close()
    {
        FileStatus result = FileStatus.Success;
        lock (_lock)
        {
            _workingDirectory = "/";
            Mount[] mounts = _mounts;
            for (int i = mounts.Length - 1; i >= 0; i--)
            {
                if (mounts[i].FileSystem.Device is not null)
                {
                    FileStatus status = Unmount(mounts[i]);
                    result = result.IsSuccess && status.Error != FileError.Busy ? status : result;
                }
            }
        }

        FileStatus flushed = Flush();
        return result.IsSuccess ? flushed : result;
    }

    private FileStatus Unmount(Mount mount)
    {
        Mount[] others = Array.FindAll(_mounts, other => other != mount);
        bool isCovered = Array.Exists(others, other => IsBelow(other.Path, mount.Path)) || Array.FindLast(_mounts, other => other.Path == mount.Path) != mount;
        bool isStoodIn = _workingDirectory == mount.Path || IsBelow(_workingDirectory, mount.Path);
        if (mount.FileSystem.Device is null || isCovered || isStoodIn || !mount.TryClose())
        {
            return FileStatus.Of(FileError.Busy, isStoodIn
                ? "target is busy: the working directory is on it ('cd /' first)"
                : "target is busy: files on it are open, or something is mounted on it");
        }

        _mounts = others;
        return mount.FileSystem.Close();
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
            return FileStatus.Of(FileError.Invalid, $"{device.Name} holds no file system that is known here; supported are {FileSystemProbe.Supported}");
        }

        if (identity.Problem is not null || type is null)
        {
            return FileStatus.Of(FileError.Damaged, $"{device.Name} cannot be mounted: {identity.Problem}");
        }

        return writable && device.IsReadOnly
            ? FileStatus.Of(FileError.ReadOnly, $"/dev/{device.Name} is write-protected; mount it read-only ('-o ro', the default)")
            : type.Mount(device, writable, out fileSystem);
    }

    private FileStatus CheckFree(IBlockDevice device)
    {
        Mount? mount = FindMountOf(device);
        return mount is null ? FileStatus.Success : FileStatus.Of(FileError.Busy, $"/dev/{device.Name} is already mounted on {mount.Path}");
    }

    private Mount? FindMountOf(IBlockDevice device) => Array.Find(_mounts, candidate => candidate.FileSystem.Device == device);
}

using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <content>What is done by path: opening, making, removing, renaming.</content>
public sealed partial class VirtualFileSystem
{
    private const int FilePermissions = 0b110_100_100;

    // One rename at a time in the whole tree: between the check and the deed no directory may move.
    private readonly Lock _renames = new();

    private delegate FileStatus NameAction(PathWalk walk);

    /// <summary>Opens a file, directory or device for reading.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="file">Receives it, to be disposed by the caller; null after a failure.</param>
    public FileStatus Open(string path, out OpenFile? file) => Open(path, FileAccessModes.Read, FilePermissions, out file);

    /// <summary>Opens a file, directory or device.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="modes">What for, and how.</param>
    /// <param name="permissions">The nine permission bits of POSIX for a file that is made by this.</param>
    /// <param name="file">Receives it, to be disposed by the caller; null after a failure.</param>
    public FileStatus Open(string path, FileAccessModes modes, int permissions, out OpenFile? file)
    {
        OpenFile? opened = null;
        bool creates = (modes & FileAccessModes.Create) != 0;
        bool follow = (modes & FileAccessModes.NoFollow) == 0 && (modes & (FileAccessModes.Create | FileAccessModes.Exclusive)) != (FileAccessModes.Create | FileAccessModes.Exclusive);
        FileStatus status;
        bool isLate;
        do
        {
            // Another thread may be faster with making or removing the name: what it stands for then is decided anew.
            isLate = false;
            status = Walk(path, follow, walk => OpenFound(walk, modes, permissions, out opened, out isLate), allowMissing: creates);
        }
        while (isLate);
        file = opened;
        return status;
    }

    /// <summary>Makes an empty directory.</summary>
    /// <param name="path">Its path; only the last name may be missing.</param>
    /// <param name="permissions">The nine permission bits of POSIX.</param>
    public FileStatus CreateDirectory(string path, int permissions = DirectoryPermissions) => Make(path, isDirectory: true, walk => walk.Parent.Node.CreateDirectory(walk.Name!, permissions, out _));

    /// <summary>Makes a symbolic link.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="target">Where it leads to.</param>
    public FileStatus CreateSymbolicLink(string path, string target) => target.Length == 0
        ? FileStatus.Of(FileError.NoEntry)
        : Make(path, isDirectory: false, walk => walk.Parent.Node.CreateSymbolicLink(walk.Name!, target, out _));

    /// <summary>Removes a name: of anything but a directory (unlink), or of an empty directory (rmdir).</summary>
    /// <param name="path">The path; a symbolic link at its end is removed itself.</param>
    /// <param name="isDirectory">Whether it must be a directory, or must not be one.</param>
    public FileStatus Remove(string path, bool isDirectory) => Walk(path, follow: false, walk =>
    {
        if (walk.Name is null)
        {
            return FileStatus.Of(!isDirectory ? FileError.IsADirectory : walk.Found.Path == "/" ? FileError.Busy : path.TrimEnd('/').EndsWith("..", StringComparison.Ordinal) ? FileError.NotEmpty : FileError.Invalid);
        }

        if (isDirectory != (walk.Found.Node.Kind == FileKind.Directory))
        {
            return FileStatus.Of(isDirectory ? FileError.NotADirectory : FileError.IsADirectory);
        }

        FileStatus status = CheckChange(walk.Parent.Mount, walk.Found.Path);
        return status.IsSuccess ? walk.Parent.Node.Remove(walk.Name, walk.Found.Node.Kind) : status;
    });

    /// <summary>Gives a file or directory another name, within one file system and in one step.</summary>
    /// <param name="path">Its path; a symbolic link at its end is renamed itself.</param>
    /// <param name="newPath">The new path.</param>
    /// <param name="replace">Whether what is there is replaced; else it is <see cref="FileError.Exists"/>.</param>
    public FileStatus Rename(string path, string newPath, bool replace)
    {
        lock (_renames)
        {
            return Walk(path, follow: false, from => Walk(newPath, follow: false, to => Rename(from, to, replace), allowMissing: true));
        }
    }

    /// <summary>Tells how large and how full the file system at a path is.</summary>
    /// <param name="path">The path.</param>
    /// <param name="mount">Receives where the file system is mounted; null after a failure.</param>
    /// <param name="space">Receives it.</param>
    public FileStatus GetSpace(string path, out Mount? mount, out FileSystemSpace space)
    {
        Mount? found = null;
        FileSystemSpace result = default;
        FileStatus status = Walk(path, follow: true, walk =>
        {
            found = walk.Found.Mount;
            return found.FileSystem.GetSpace(out result);
        });
        mount = found;
        space = result;
        return status;
    }

    private FileStatus Rename(PathWalk from, PathWalk to, bool replace)
    {
        if (from.Name is null || to.Name is null)
        {
            return FileStatus.Of(FileError.Busy);
        }

        if (from.Parent.Mount != to.Parent.Mount)
        {
            return FileStatus.Of(FileError.CrossDevice);
        }

        bool isDirectory = from.Found.Node.Kind == FileKind.Directory;
        FileStatus status = CheckChange(from.Parent.Mount, from.Found.Path);
        if (status.IsSuccess && !to.IsMissing)
        {
            status = CheckChange(to.Parent.Mount, to.Found.Path);
        }

        if (!status.IsSuccess)
        {
            return status;
        }

        if (to.IsMissing && to.DemandsDirectory && !isDirectory)
        {
            return FileStatus.Of(FileError.NotADirectory);
        }

        if (isDirectory && (to.Parent.Path == from.Found.Path || IsBelow(to.Parent.Path, from.Found.Path)))
        {
            return FileStatus.Of(FileError.Invalid);
        }

        return !to.IsMissing && to.Found.Node == from.Found.Node && from.Name == to.Name && from.Parent.Node == to.Parent.Node
            ? (replace ? FileStatus.Success : FileStatus.Of(FileError.Exists))
            : from.Parent.Node.Rename(from.Name, to.Parent.Node, to.Name, replace);
    }

    private FileStatus OpenFound(PathWalk walk, FileAccessModes modes, int permissions, out OpenFile? file, out bool isLate)
    {
        file = null;
        isLate = false;
        FileNode node;
        PathStep place = walk.Found;
        bool isNew = walk.IsMissing;
        if (isNew)
        {
            if (walk.DemandsDirectory || (modes & FileAccessModes.Directory) != 0)
            {
                return FileStatus.Of(walk.DemandsDirectory ? FileError.IsADirectory : FileError.NoEntry);
            }

            FileStatus made = CheckChange(walk.Parent.Mount, null);
            FileNode? child = null;
            made = made.IsSuccess ? walk.Parent.Node.CreateFile(walk.Name!, permissions, out child) : made;
            if (!made.IsSuccess)
            {
                isLate = made.Error == FileError.Exists && (modes & FileAccessModes.Exclusive) == 0;
                return made;
            }

            node = child!;
            place = new PathStep(walk.Parent.Below(node.Name), node, walk.Parent.Mount);
        }
        else
        {
            node = place.Node;
            FileStatus allowed = CheckOpen(place, modes);
            if (!allowed.IsSuccess)
            {
                return allowed;
            }
        }

        if ((modes & FileAccessModes.Direct) != 0 && node.DirectBytes == 0)
        {
            return FileStatus.Of(FileError.Invalid);
        }

        bool isAcquired = (modes & (FileAccessModes.Read | FileAccessModes.Write)) != 0;
        FileStatus status = isAcquired ? node.Acquire() : FileStatus.Success;
        if (!status.IsSuccess)
        {
            isLate = status.Error == FileError.NoEntry;
            return status;
        }

        place.Mount.Stay();
        OpenFile opened = new(place.Path, node, place.Mount, modes, isAcquired);
        if (!isNew && (modes & FileAccessModes.Truncate) != 0 && node.Kind == FileKind.File)
        {
            lock (node.ContentLock)
            {
                status = node.SetLength(0);
            }
        }

        if (!status.IsSuccess)
        {
            opened.Dispose();
            return status;
        }

        file = opened;
        return FileStatus.Success;
    }

    private FileStatus CheckOpen(PathStep place, FileAccessModes modes)
    {
        bool writes = (modes & (FileAccessModes.Write | FileAccessModes.Truncate)) != 0;
        bool opens = (modes & (FileAccessModes.Read | FileAccessModes.Write)) != 0;
        if ((modes & (FileAccessModes.Create | FileAccessModes.Exclusive)) == (FileAccessModes.Create | FileAccessModes.Exclusive))
        {
            return FileStatus.Of(FileError.Exists);
        }

        switch (place.Node.Kind)
        {
            case FileKind.SymbolicLink:
                return opens ? FileStatus.Of(FileError.Loop) : FileStatus.Success;
            case FileKind.Directory:
                return writes || (modes & FileAccessModes.Create) != 0 ? FileStatus.Of(FileError.IsADirectory) : FileStatus.Success;
            case FileKind.BlockDevice when writes:
                return (modes & FileAccessModes.Directory) != 0 ? FileStatus.Of(FileError.NotADirectory) : CheckDevice(place.Node);
            default:
                bool isRefused = writes && place.Node.Kind == FileKind.File && place.Mount.IsReadOnly;
                return FileStatus.Of((modes & FileAccessModes.Directory) != 0 ? FileError.NotADirectory : isRefused ? FileError.ReadOnly : FileError.None);
        }
    }

    // Writing below a mounted file system would destroy it.
    private FileStatus CheckDevice(FileNode node)
    {
        IBlockDevice device = ((DeviceFile)node).Device;
        if (device.IsReadOnly)
        {
            return FileStatus.Of(FileError.ReadOnly, $"/dev/{device.Name} is write-protected");
        }

        Mount? mount = Array.Find(_mounts, candidate => candidate.FileSystem.Device is IBlockDevice mounted
            && (mounted == device || (mounted as Partition)?.Disk == device || (device as Partition)?.Disk == mounted));
        return mount is null ? FileStatus.Success : FileStatus.Of(FileError.Busy, $"{mount.Source} is mounted on {mount.Path}; 'umount {mount.Path}' first");
    }

    private FileStatus Make(string path, bool isDirectory, NameAction action)
    {
        return Walk(path, follow: false, walk =>
        {
            if (!walk.IsMissing)
            {
                return FileStatus.Of(FileError.Exists);
            }

            if (walk.DemandsDirectory && !isDirectory)
            {
                return FileStatus.Of(FileError.NoEntry);
            }

            FileStatus status = CheckChange(walk.Parent.Mount, null);
            return status.IsSuccess ? action(walk) : status;
        }, allowMissing: true);
    }

    // Whether something may be changed on a mount, and nothing is mounted at or below a path that is to go.
    private FileStatus CheckChange(Mount mount, string? path)
    {
        if (mount.IsReadOnly)
        {
            return FileStatus.Of(FileError.ReadOnly);
        }

        bool isUsed = path is not null && Array.Exists(_mounts, other => other.Path == path || IsBelow(other.Path, path));
        return FileStatus.Of(isUsed ? FileError.Busy : FileError.None);
    }

    private FileStatus Walk(string path, bool follow, NameAction action, bool allowMissing = false)
    {
        while (true)
        {
            using (PathWalk walk = new(_mounts, _workingDirectory))
            {
                FileStatus status = walk.Go(path, follow);
                if (!walk.MustRepeat)
                {
                    return status.IsSuccess || (allowMissing && walk.IsMissing) ? action(walk) : status;
                }
            }

            // A mount on the way is being undone this moment: once that is done, the path leads elsewhere.
            lock (_lock)
            {
            }
        }
    }
}

using System;
using System.Collections.Generic;

namespace CosmosNvme.Storage;

/// <summary>
/// The way of one path through the tree. Until it is disposed, no file system that it touched is unmounted. For one thread.
/// </summary>
internal sealed class PathWalk : IDisposable
{
    // As Linux has them.
    private const int MostLinks = 40;
    private const int MostPathChars = 4096;

    // No file system has longer names; some say so only when they are to make one.
    private const int MostNameChars = 255;

    private readonly Mount[] _mounts;
    private readonly string _start;
    private readonly List<PathStep> _steps = [];
    private readonly List<Mount> _entered = [];
    private readonly Stack<string> _names = new();
    private int _links;

    /// <summary>Makes a walk; goes nowhere yet.</summary>
    /// <param name="mounts">What is mounted.</param>
    /// <param name="start">The directory, as a path from the root, at which a path without a slash at its start begins.</param>
    internal PathWalk(Mount[] mounts, string start)
    {
        _mounts = mounts;
        _start = start;
    }

    /// <summary>Where the path ended: what it names, or the directory in which <see cref="Name"/> is missing.</summary>
    internal PathStep Found => _steps[^1];

    /// <summary>The directory that holds what the path names. Only if <see cref="Name"/> is not null.</summary>
    internal PathStep Parent => IsMissing ? _steps[^1] : _steps[^2];

    /// <summary>The last name of the path, links resolved as asked for; null where it ends in ., .. or is the root.</summary>
    internal string? Name { get; private set; }

    /// <summary>True if all but the last name of the path was there.</summary>
    internal bool IsMissing { get; private set; }

    /// <summary>True if the path demands a directory by a slash at its end.</summary>
    internal bool DemandsDirectory { get; private set; }

    /// <summary>True if the walk met a mount on its way out: it is to be done again, over the mounts there are then.</summary>
    internal bool MustRepeat { get; private set; }

    /// <summary>Goes the way.</summary>
    /// <param name="path">The path.</param>
    /// <param name="follow">Whether a symbolic link at the end is followed. A slash behind it makes it be followed in any case.</param>
    /// <param name="create">Whether missing directories are made where the mount can be changed.</param>
    /// <returns>Success; <see cref="FileError.NoEntry"/> with <see cref="IsMissing"/> if only the last name is missing; another failure.</returns>
    internal FileStatus Go(string path, bool follow, bool create = false)
    {
        if (path.Length is 0 or > MostPathChars || path.Contains('\0'))
        {
            return FileStatus.Of(path.Length > MostPathChars ? FileError.NameTooLong : path.Length == 0 ? FileError.NoEntry : FileError.Invalid);
        }

        Restart();
        DemandsDirectory = path[^1] == '/';
        PushNames(path);
        if (path[0] != '/')
        {
            PushNames(_start);
        }

        while (_names.TryPop(out string? name))
        {
            FileStatus status = Step(name, follow, create);
            if (!status.IsSuccess || MustRepeat)
            {
                return status;
            }
        }

        return DemandsDirectory && Found.Node.Kind != FileKind.Directory ? FileStatus.Of(FileError.NotADirectory) : FileStatus.Success;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mount mount in _entered)
        {
            mount.Leave();
        }

        _entered.Clear();
    }

    private FileStatus Step(string name, bool follow, bool create)
    {
        PathStep parent = Found;
        if (parent.Node.Kind != FileKind.Directory)
        {
            return FileStatus.Of(FileError.NotADirectory);
        }

        Name = null;
        if (name is "." or "..")
        {
            if (name == ".." && _steps.Count > 1)
            {
                _steps.RemoveAt(_steps.Count - 1);
            }

            return FileStatus.Success;
        }

        if (name.Length > MostNameChars)
        {
            return FileStatus.Of(FileError.NameTooLong);
        }

        bool isLast = _names.Count == 0;
        FileStatus status = parent.Node.Lookup(name, out FileNode? child);
        if (status.Error == FileError.NoEntry && create && !parent.Mount.IsReadOnly)
        {
            status = parent.Node.CreateDirectory(name, VirtualFileSystem.DirectoryPermissions, out child);
        }

        if (!status.IsSuccess)
        {
            IsMissing = isLast && status.Error == FileError.NoEntry;
            Name = IsMissing ? name : null;
            return status;
        }

        if (child!.Kind == FileKind.SymbolicLink && (!isLast || follow || DemandsDirectory))
        {
            return FollowLink(child, isLast);
        }

        Name = name;
        Cover(new PathStep(parent.Below(child.Name), child, parent.Mount));
        return FileStatus.Success;
    }

    private FileStatus FollowLink(FileNode link, bool isLast)
    {
        FileStatus status = link.ReadLink(out string target);
        if (!status.IsSuccess)
        {
            return status;
        }

        if (++_links > MostLinks)
        {
            return FileStatus.Of(FileError.Loop);
        }

        if (target.Length == 0)
        {
            return FileStatus.Of(FileError.NoEntry);
        }

        if (target[0] == '/')
        {
            Restart();
        }

        DemandsDirectory |= isLast && target[^1] == '/';
        PushNames(target);
        return FileStatus.Success;
    }

    private void Restart()
    {
        _steps.Clear();
        Cover(new PathStep("/", _mounts[0].FileSystem.Root, _mounts[0]));
    }

    private void PushNames(string path)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = names.Length - 1; i >= 0; i--)
        {
            _names.Push(names[i]);
        }
    }

    // Of several mounts at one place the last one is seen.
    private void Cover(PathStep step)
    {
        Mount? mount = Array.FindLast(_mounts, candidate => candidate.Path == step.Path);
        if (mount is null)
        {
            _steps.Add(step);
            return;
        }

        if (!_entered.Contains(mount))
        {
            MustRepeat |= !mount.TryEnter();
            if (MustRepeat)
            {
                return;
            }

            _entered.Add(mount);
        }

        _steps.Add(new PathStep(step.Path, mount.FileSystem.Root, mount));
    }
}

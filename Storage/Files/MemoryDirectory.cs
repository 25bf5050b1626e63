using System;
using System.Collections.Generic;
using System.Text;

namespace CosmosNvme.Storage;

/// <summary>A directory in memory.</summary>
internal sealed class MemoryDirectory(MemoryFileSystem fileSystem, string name, int permissions)
    : MemoryNode(fileSystem, name, FileKind.Directory, permissions)
{
    private const int MostNameBytes = 255;

    private readonly SortedDictionary<string, MemoryNode> _children = new(StringComparer.Ordinal);
    private uint _directories;

    // As everywhere in Unix: its own name, its ., and the .. of each directory in it.
    private protected override uint Links => IsRemoved ? 0 : 2 + _directories;

    /// <inheritdoc/>
    public override FileStatus Lookup(string name, out FileNode? child)
    {
        lock (FileSystem.Names)
        {
            child = _children.GetValueOrDefault(name);
        }

        return child is not null ? FileStatus.Success : FileStatus.Of(IsTooLong(name) ? FileError.NameTooLong : FileError.NoEntry);
    }

    /// <inheritdoc/>
    public override FileStatus List(List<FileNode> children)
    {
        lock (FileSystem.Names)
        {
            children.AddRange(_children.Values);
        }

        return FileStatus.Success;
    }

    /// <inheritdoc/>
    internal override FileStatus CreateFile(string name, int permissions, out FileNode? child) =>
        Add(name, () => new MemoryFile(FileSystem, name, permissions), out child);

    /// <inheritdoc/>
    internal override FileStatus CreateDirectory(string name, int permissions, out FileNode? child) =>
        Add(name, () => new MemoryDirectory(FileSystem, name, permissions), out child);

    /// <inheritdoc/>
    internal override FileStatus CreateSymbolicLink(string name, string target, out FileNode? child) =>
        Add(name, () => new MemoryLink(FileSystem, name, target), out child);

    /// <inheritdoc/>
    internal override FileStatus Remove(string name, FileKind kind)
    {
        lock (FileSystem.Names)
        {
            if (!_children.TryGetValue(name, out MemoryNode? child))
            {
                return FileStatus.Of(FileError.NoEntry);
            }

            FileStatus status = CheckRemoval(child, kind);
            if (status.IsSuccess)
            {
                Take(child);
                child.MarkRemoved();
            }

            return status;
        }
    }

    /// <inheritdoc/>
    internal override FileStatus Rename(string name, FileNode newParent, string newName, bool replace)
    {
        MemoryDirectory target = (MemoryDirectory)newParent;
        if (IsTooLong(newName))
        {
            return FileStatus.Of(FileError.NameTooLong);
        }

        lock (FileSystem.Names)
        {
            if (!_children.TryGetValue(name, out MemoryNode? child) || target.IsRemoved)
            {
                return FileStatus.Of(FileError.NoEntry);
            }

            if (target._children.TryGetValue(newName, out MemoryNode? replaced))
            {
                FileStatus status = !replace ? FileStatus.Of(FileError.Exists)
                    : child == replaced ? FileStatus.Success
                    : CheckRemoval(replaced, child.Kind);
                if (!status.IsSuccess || child == replaced)
                {
                    return status;
                }

                target.Take(replaced);
                replaced.MarkRemoved();
            }

            Take(child);
            child.Respell(newName);
            target.Put(child);
            return FileStatus.Success;
        }
    }

    private static bool IsTooLong(string name) => Encoding.UTF8.GetByteCount(name) > MostNameBytes;

    // Whether a child may be removed for being, or being replaced by, something of a kind.
    private static FileStatus CheckRemoval(MemoryNode child, FileKind kind)
    {
        if ((child.Kind == FileKind.Directory) != (kind == FileKind.Directory))
        {
            return FileStatus.Of(kind == FileKind.Directory ? FileError.NotADirectory : FileError.IsADirectory);
        }

        return FileStatus.Of(child is MemoryDirectory { _children.Count: > 0 } ? FileError.NotEmpty : FileError.None);
    }

    private FileStatus Add(string name, Func<MemoryNode> make, out FileNode? child)
    {
        child = null;
        if (IsTooLong(name))
        {
            return FileStatus.Of(FileError.NameTooLong);
        }

        lock (FileSystem.Names)
        {
            if (IsRemoved || _children.ContainsKey(name))
            {
                return FileStatus.Of(IsRemoved ? FileError.NoEntry : FileError.Exists);
            }

            if (!FileSystem.TryTakeNode())
            {
                return FileStatus.Of(FileError.NoSpace);
            }

            MemoryNode made = make();
            Put(made);
            child = made;
            return FileStatus.Success;
        }
    }

    private void Put(MemoryNode child)
    {
        _children.Add(child.Name, child);
        _directories += child.Kind == FileKind.Directory ? 1U : 0;
        Touch();
    }

    private void Take(MemoryNode child)
    {
        _children.Remove(child.Name);
        _directories -= child.Kind == FileKind.Directory ? 1U : 0;
        Touch();
    }
}

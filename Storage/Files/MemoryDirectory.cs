using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>A directory in memory.</summary>
internal sealed class MemoryDirectory(string name, DateTime created, ulong inode, int permissions = 0b111_101_101) : FileNode(name, FileKind.Directory)
{
    private const int MaximumNameBytes = 255;

    private static ulong s_lastInode = 1;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MemoryDirectory> _children = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        information = new FileInformation(FileKind.Directory, 0, 0, permissions, inode, created, created, created);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus Lookup(string name, out FileNode? child)
    {
        lock (_lock)
        {
            child = _children.GetValueOrDefault(name);
        }

        return child is null ? FileStatus.Of(FileError.NoEntry) : FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus List(List<FileNode> children)
    {
        lock (_lock)
        {
            children.AddRange(_children.Values);
        }

        return FileStatus.Success;
    }

    /// <inheritdoc/>
    internal override FileStatus CreateDirectory(string name, int permissions, out FileNode? child)
    {
        child = null;
        if (Encoding.UTF8.GetByteCount(name) > MaximumNameBytes)
        {
            return FileStatus.Of(FileError.NameTooLong);
        }

        lock (_lock)
        {
            MemoryDirectory made = new(name, DateTime.UtcNow, Interlocked.Increment(ref s_lastInode), permissions);
            if (!_children.TryAdd(name, made))
            {
                return FileStatus.Of(FileError.Exists);
            }

            child = made;
            return FileStatus.Success;
        }
    }
}

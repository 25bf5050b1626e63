using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>A directory of texts.</summary>
internal sealed class TextDirectory(string name) : FileNode(name, FileKind.Directory)
{
    private const int Permissions = 0b101_101_101;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, FileNode> _children = new(StringComparer.Ordinal);
    private readonly ulong _inode = TextFile.NextInode();
    private readonly DateTime _created = DateTime.UtcNow;

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        information = new FileInformation(FileKind.Directory, 0, 0, Permissions, _inode, _created, _created, _created);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus Lookup(string name, out FileNode? child)
    {
        lock (_lock)
        {
            child = _children.GetValueOrDefault(name);
        }

        return FileStatus.Of(child is null ? FileError.NoEntry : FileError.None);
    }

    /// <inheritdoc/>
    public override FileStatus List(List<FileNode> children)
    {
        lock (_lock)
        {
            children.AddRange(_children.Values.ToArray());
        }

        return FileStatus.Success;
    }

    internal TextDirectory Below(string name)
    {
        lock (_lock)
        {
            if (_children.GetValueOrDefault(name) is not TextDirectory directory)
            {
                directory = new TextDirectory(name);
                _children[name] = directory;
            }

            return directory;
        }
    }

    internal void Put(TextFile file)
    {
        lock (_lock)
        {
            _children[file.Name] = file;
        }
    }
}

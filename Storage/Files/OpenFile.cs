using System;
using System.Collections.Generic;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>A file or directory in use: as long as this is not disposed, its file system stays mounted. Any thread may use it.</summary>
public sealed class OpenFile : IDisposable
{
    private readonly FileNode _node;
    private Mount? _mount;

    internal OpenFile(string path, FileNode node, Mount mount)
    {
        Path = path;
        _node = node;
        _mount = mount;
    }

    /// <summary>The path from the root, spelled as the file systems spell it.</summary>
    public string Path { get; }

    /// <summary>What it is.</summary>
    public FileKind Kind => _node.Kind;

    /// <inheritdoc cref="FileNode.GetInformation"/>
    public FileStatus GetInformation(out FileInformation information) => _node.GetInformation(out information);

    /// <inheritdoc cref="FileNode.Read"/>
    public FileStatus Read(ulong offset, Memory<byte> buffer, out int count)
    {
        ObjectDisposedException.ThrowIf(_mount is null, this);
        return _node.Read(offset, buffer, out count);
    }

    /// <inheritdoc cref="FileNode.List"/>
    public FileStatus List(List<FileNode> children)
    {
        ObjectDisposedException.ThrowIf(_mount is null, this);
        return _node.List(children);
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _mount, null)?.Leave();
}

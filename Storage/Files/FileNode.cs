using System;
using System.Collections.Generic;

namespace CosmosNvme.Storage;

/// <summary>
/// A file or directory of a mounted file system. Any number of threads may use one at once. Conditions of device and format are
/// statuses; nothing here throws because of what a disk holds.
/// </summary>
public abstract class FileNode
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">See <see cref="Name"/>.</param>
    /// <param name="kind">See <see cref="Kind"/>.</param>
    private protected FileNode(string name, FileKind kind)
    {
        Name = name;
        Kind = kind;
    }

    /// <summary>Its name as the file system spells it; empty for a root.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public FileKind Kind { get; }

    /// <summary>Tells what is known about it.</summary>
    /// <param name="information">Receives it.</param>
    public abstract FileStatus GetInformation(out FileInformation information);

    /// <summary>Finds a child.</summary>
    /// <param name="name">Its name; not empty, not . or .. and without slashes.</param>
    /// <param name="child">Receives the child; null after a failure.</param>
    public virtual FileStatus Lookup(string name, out FileNode? child)
    {
        child = null;
        return FileStatus.Of(FileError.NotADirectory);
    }

    /// <summary>Lists the children in the file system's own order, without . and .. entries.</summary>
    /// <param name="children">Receives them at its end.</param>
    public virtual FileStatus List(List<FileNode> children) => FileStatus.Of(FileError.NotADirectory);

    /// <summary>Reads bytes.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Receives them; left alone by the caller until this returns.</param>
    /// <param name="count">Bytes read: as many as fit, fewer only at the end, 0 from there on.</param>
    public virtual FileStatus Read(ulong offset, Memory<byte> buffer, out int count)
    {
        count = 0;
        return FileStatus.Of(FileError.IsADirectory);
    }

    /// <summary>Makes a directory.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="child">Receives it; null after a failure.</param>
    internal virtual FileStatus CreateDirectory(string name, out FileNode? child)
    {
        child = null;
        return FileStatus.Of(Kind == FileKind.Directory ? FileError.ReadOnly : FileError.NotADirectory);
    }
}

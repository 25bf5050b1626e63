using System;
using System.Collections.Generic;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>
/// A file, directory, device or symbolic link of a mounted file system. Any number of threads may use one at once. Conditions of device and format are
/// statuses; nothing here throws because of what a disk holds.
/// <para>
/// What callers see to: names are not empty, not . or .., and hold neither slash nor zero; nothing that changes is called where the
/// mount is read-only; <see cref="Write"/>, <see cref="SetLength"/> and <see cref="Allocate"/> of one node do not overlap each other
/// (they overlap all else); <see cref="Rename"/> does not overlap another of the same file system, and moves no directory into itself.
/// </para>
/// <para>
/// What a file system sees to: as long as a node is acquired, looking the same file up gives the same object; content and times
/// change together (Modified with the content of a file, or with the names in a directory).
/// </para>
/// </summary>
public abstract class FileNode
{
    private RangeLocks? _rangeLocks;
    private RangeLocks? _wholeLocks;

    /// <summary>Makes a node.</summary>
    /// <param name="name">See <see cref="Name"/>.</param>
    /// <param name="kind">See <see cref="Kind"/>.</param>
    private protected FileNode(string name, FileKind kind)
    {
        Name = name;
        Kind = kind;
    }

    /// <summary>Its name as the file system spells it, at the time it was looked up or renamed; empty for a root.</summary>
    public string Name { get; private protected set; }

    /// <summary>What it is.</summary>
    public FileKind Kind { get; }

    /// <summary>The locks of fcntl on it.</summary>
    internal RangeLocks RangeLocks => _rangeLocks ?? Interlocked.CompareExchange(ref _rangeLocks, new RangeLocks(), null) ?? _rangeLocks;

    /// <summary>The locks of flock on it, which know nothing of those of fcntl.</summary>
    internal RangeLocks WholeLocks => _wholeLocks ?? Interlocked.CompareExchange(ref _wholeLocks, new RangeLocks(), null) ?? _wholeLocks;

    /// <summary>Held around changes of the content: what <see cref="OpenFile"/> promises for <see cref="Write"/> and its like.</summary>
    internal Lock ContentLock { get; } = new();

    /// <summary>Tells what is known about it.</summary>
    /// <param name="information">Receives it.</param>
    public abstract FileStatus GetInformation(out FileInformation information);

    /// <summary>Finds a child.</summary>
    /// <param name="name">Its name.</param>
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
        return FileStatus.Of(Kind == FileKind.Directory ? FileError.IsADirectory : FileError.Invalid);
    }

    /// <summary>What offsets and lengths of direct reads and writes are multiples of; 0 if there are none.</summary>
    internal virtual int DirectBytes => 0;

    /// <summary>Reads bytes past the cache, as <see cref="Read"/> does otherwise.</summary>
    /// <param name="offset">First byte: a multiple of <see cref="DirectBytes"/>.</param>
    /// <param name="buffer">Receives them: as long as a multiple of it.</param>
    /// <param name="count">Bytes read.</param>
    internal virtual FileStatus ReadDirect(ulong offset, Memory<byte> buffer, out int count) => Read(offset, buffer, out count);

    /// <summary>Writes bytes past the cache, as <see cref="Write"/> does otherwise.</summary>
    /// <param name="offset">First byte: a multiple of <see cref="DirectBytes"/>.</param>
    /// <param name="data">The bytes: as many as a multiple of it.</param>
    /// <param name="count">Bytes written.</param>
    internal virtual FileStatus WriteDirect(ulong offset, ReadOnlyMemory<byte> data, out int count) => Write(offset, data, out count);

    /// <summary>Reads where a symbolic link leads to.</summary>
    /// <param name="target">Receives the path as it was given when the link was made; empty after a failure.</param>
    public virtual FileStatus ReadLink(out string target)
    {
        target = string.Empty;
        return FileStatus.Of(FileError.Invalid);
    }

    /// <summary>
    /// Begins its use as an open file: until as many calls of <see cref="Release"/>, its content stays, also if its last name is removed.
    /// </summary>
    /// <returns>Success, or <see cref="FileError.NoEntry"/>: its last name was removed since it was looked up.</returns>
    internal virtual FileStatus Acquire() => FileStatus.Success;

    /// <summary>Ends a use that <see cref="Acquire"/> began. The last one frees what a file without a name takes.</summary>
    internal virtual void Release()
    {
    }

    /// <summary>Writes bytes. What lies between the end of the file and <paramref name="offset"/> is zeros afterwards.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="count">Bytes written. Fewer than asked for only if the rest failed, which the next call then tells of: with some written it is a success.</param>
    internal virtual FileStatus Write(ulong offset, ReadOnlyMemory<byte> data, out int count)
    {
        count = 0;
        return Refusal;
    }

    /// <summary>Cuts the file, or makes it longer with zeros.</summary>
    /// <param name="length">Bytes from now on.</param>
    internal virtual FileStatus SetLength(ulong length) => Refusal;

    /// <summary>Sees to it that there is space for a range, so that writing to it does not run out of space. The content does not change.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="keepLength">Whether the file keeps its length where the range goes beyond it; else it grows, with zeros.</param>
    internal virtual FileStatus Allocate(ulong offset, ulong length, bool keepLength) => FileStatus.Of(FileError.NotSupported);

    /// <summary>Makes the changes of this node that were made before this call durable, and what is needed to find them again.</summary>
    /// <param name="dataOnly">Whether times and permissions may be left out (fdatasync).</param>
    internal virtual FileStatus Flush(bool dataOnly) => FileStatus.Success;

    /// <summary>Sets times, as exactly as the file system keeps them.</summary>
    /// <param name="accessed">Time of the last use, UTC; null leaves it.</param>
    /// <param name="modified">Time of the last change, UTC; null leaves it.</param>
    internal virtual FileStatus SetTimes(DateTime? accessed, DateTime? modified) => Refusal;

    /// <summary>Sets the permission bits, as far as the file system keeps them; they bind nobody here, as they do not bind root on Linux.</summary>
    /// <param name="permissions">The nine permission bits of POSIX, and above them set-user-id, set-group-id and sticky.</param>
    internal virtual FileStatus SetPermissions(int permissions) => Refusal;

    /// <summary>Makes an empty file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="permissions">Permission bits.</param>
    /// <param name="child">Receives it; null after a failure, among them <see cref="FileError.Exists"/>.</param>
    internal virtual FileStatus CreateFile(string name, int permissions, out FileNode? child)
    {
        child = null;
        return DirectoryRefusal;
    }

    /// <summary>Makes an empty directory.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="permissions">Permission bits.</param>
    /// <param name="child">Receives it; null after a failure, among them <see cref="FileError.Exists"/>.</param>
    internal virtual FileStatus CreateDirectory(string name, int permissions, out FileNode? child)
    {
        child = null;
        return DirectoryRefusal;
    }

    /// <summary>Makes a symbolic link.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="target">Where it leads to; nothing needs to be there.</param>
    /// <param name="child">Receives it; null after a failure, among them <see cref="FileError.Exists"/>.</param>
    internal virtual FileStatus CreateSymbolicLink(string name, string target, out FileNode? child)
    {
        child = null;
        return Kind == FileKind.Directory ? FileStatus.Of(FileError.NotPermitted) : DirectoryRefusal;
    }

    /// <summary>Removes a name. A file whose last one it was is gone once nobody has it acquired.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">
    /// <see cref="FileKind.Directory"/>: an empty directory is removed (<see cref="FileError.NotADirectory"/>, <see cref="FileError.NotEmpty"/>);
    /// from then on it is empty for those who still have it, and nothing can be made in it (<see cref="FileError.NoEntry"/>).
    /// Any other value: anything but a directory is (<see cref="FileError.IsADirectory"/>).
    /// </param>
    internal virtual FileStatus Remove(string name, FileKind kind) => DirectoryRefusal;

    /// <summary>
    /// Gives a child another name, in this directory or another, in one step: at no moment, a power cut included, are both names gone.
    /// The object stays the same. Where both names are the same file already, nothing happens.
    /// </summary>
    /// <param name="name">The child's name.</param>
    /// <param name="newParent">A directory of the same file system.</param>
    /// <param name="newName">The name in it. If only its case differs from the old one, the name is respelled.</param>
    /// <param name="replace">
    /// Whether what has that name is removed by this: a directory by a directory if it is empty (<see cref="FileError.NotADirectory"/>,
    /// <see cref="FileError.NotEmpty"/>), anything else by anything but a directory (<see cref="FileError.IsADirectory"/>).
    /// If not, it is <see cref="FileError.Exists"/>.
    /// </param>
    internal virtual FileStatus Rename(string name, FileNode newParent, string newName, bool replace) => DirectoryRefusal;

    private static FileStatus Refusal => FileStatus.Of(FileError.ReadOnly);

    private FileStatus DirectoryRefusal => FileStatus.Of(Kind == FileKind.Directory ? FileError.ReadOnly : FileError.NotADirectory);
}

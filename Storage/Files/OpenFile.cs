using System;
using System.Collections.Generic;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>A file or directory in use: as long as this is not disposed, its content stays and its file system stays mounted. Any thread may use it.</summary>
public sealed class OpenFile : IDisposable
{
    private readonly FileNode _node;
    private readonly Mount _mount;
    private readonly bool _isAcquired;
    private int _modes;
    private bool _hasLocks;
    private int _isDisposed;

    internal OpenFile(string path, FileNode node, Mount mount, FileAccessModes modes, bool isAcquired)
    {
        Path = path;
        _modes = (int)modes;
        _node = node;
        _mount = mount;
        _isAcquired = isAcquired;
    }

    /// <summary>The path from the root at the time it was opened, spelled as the file systems spell it.</summary>
    public string Path { get; }

    /// <summary>What it is.</summary>
    public FileKind Kind => _node.Kind;

    /// <summary>How it was opened, and what <see cref="Change"/> has made of it.</summary>
    public FileAccessModes Modes => (FileAccessModes)Volatile.Read(ref _modes);

    /// <summary>The mount it belongs to.</summary>
    public Mount Mount => _mount;

    /// <inheritdoc cref="FileNode.GetInformation"/>
    public FileStatus GetInformation(out FileInformation information) => _node.GetInformation(out information);

    /// <inheritdoc cref="FileNode.Read"/>
    public FileStatus Read(ulong offset, Memory<byte> buffer, out int count)
    {
        ThrowIfDisposed();
        count = 0;
        FileAccessModes modes = Modes;
        if ((modes & FileAccessModes.Read) == 0)
        {
            return FileStatus.Of(FileError.BadFile);
        }

        return (modes & FileAccessModes.Direct) == 0 ? _node.Read(offset, buffer, out count)
            : IsDirect(offset, buffer.Length) ? _node.ReadDirect(offset, buffer, out count)
            : FileStatus.Of(FileError.Invalid);
    }

    /// <summary>Changes how it is used from now on (F_SETFL).</summary>
    /// <param name="append">See <see cref="FileAccessModes.Append"/>.</param>
    /// <param name="direct">See <see cref="FileAccessModes.Direct"/>.</param>
    /// <returns>Success, or <see cref="FileError.Invalid"/>: its file system cannot do direct transfers; nothing has changed then.</returns>
    public FileStatus Change(bool append, bool direct)
    {
        ThrowIfDisposed();
        if (direct && _node.DirectBytes == 0)
        {
            return FileStatus.Of(FileError.Invalid);
        }

        FileAccessModes kept = Modes & ~(FileAccessModes.Append | FileAccessModes.Direct);
        Volatile.Write(ref _modes, (int)(kept | (append ? FileAccessModes.Append : 0) | (direct ? FileAccessModes.Direct : 0)));
        return FileStatus.Success;
    }

    /// <inheritdoc cref="FileNode.List"/>
    public FileStatus List(List<FileNode> children)
    {
        ThrowIfDisposed();
        return _node.List(children);
    }

    /// <inheritdoc cref="FileNode.ReadLink"/>
    public FileStatus ReadLink(out string target) => _node.ReadLink(out target);

    /// <summary>Writes bytes; at the end of the file if it was opened with <see cref="FileAccessModes.Append"/>, in one step with finding the end.</summary>
    /// <param name="offset">First byte; receives where the first byte went.</param>
    /// <param name="data">The bytes, left alone by the caller until this returns.</param>
    /// <param name="count">Bytes written. Fewer than asked for only if the rest failed, which the next call then tells of.</param>
    public FileStatus Write(ref ulong offset, ReadOnlyMemory<byte> data, out int count)
    {
        count = 0;
        FileStatus status = CheckWritable();
        if (!status.IsSuccess)
        {
            return status;
        }

        lock (_node.ContentLock)
        {
            if ((Modes & FileAccessModes.Append) != 0 && Kind == FileKind.File)
            {
                status = _node.GetInformation(out FileInformation information);
                if (!status.IsSuccess)
                {
                    return status;
                }

                offset = information.Length;
            }

            // Of nothing at all nothing may change, not even the length or the time.
            status = data.IsEmpty ? FileStatus.Success
                : (Modes & FileAccessModes.Direct) == 0 ? _node.Write(offset, data, out count)
                : IsDirect(offset, data.Length) ? _node.WriteDirect(offset, data, out count)
                : FileStatus.Of(FileError.Invalid);
        }

        if (status.IsSuccess && (Modes & (FileAccessModes.Synchronous | FileAccessModes.DataSynchronous)) != 0)
        {
            status = _node.Flush((Modes & FileAccessModes.Synchronous) == 0);
            count = status.IsSuccess ? count : 0;
        }

        return status;
    }

    /// <summary>Writes bytes at a place, also where the file was opened for appending.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="data">The bytes, left alone by the caller until this returns.</param>
    /// <param name="count">Bytes written.</param>
    public FileStatus WriteAt(ulong offset, ReadOnlyMemory<byte> data, out int count)
    {
        count = 0;
        FileStatus status = CheckWritable();
        if (!status.IsSuccess || data.IsEmpty)
        {
            return status;
        }

        lock (_node.ContentLock)
        {
            return _node.Write(offset, data, out count);
        }
    }

    /// <inheritdoc cref="FileNode.SetLength"/>
    public FileStatus SetLength(ulong length)
    {
        if (!CheckWritable().IsSuccess || Kind != FileKind.File)
        {
            return FileStatus.Of(FileError.Invalid);
        }

        lock (_node.ContentLock)
        {
            return _node.SetLength(length);
        }
    }

    /// <inheritdoc cref="FileNode.Allocate"/>
    public FileStatus Allocate(ulong offset, ulong length, bool keepLength)
    {
        FileStatus status = CheckWritable();
        if (!status.IsSuccess)
        {
            return status;
        }

        lock (_node.ContentLock)
        {
            return length == 0 || offset > ulong.MaxValue - length ? FileStatus.Of(FileError.Invalid) : _node.Allocate(offset, length, keepLength);
        }
    }

    /// <inheritdoc cref="FileNode.Flush"/>
    public FileStatus Flush(bool dataOnly)
    {
        ThrowIfDisposed();
        return _node.Flush(dataOnly);
    }

    /// <summary>Makes every change of the file system it is on durable (syncfs).</summary>
    public FileStatus FlushFileSystem()
    {
        ThrowIfDisposed();
        return _mount.FileSystem.Flush();
    }

    /// <inheritdoc cref="FileNode.SetTimes"/>
    public FileStatus SetTimes(DateTime? accessed, DateTime? modified)
    {
        ThrowIfDisposed();
        return _mount.IsReadOnly ? FileStatus.Of(FileError.ReadOnly) : _node.SetTimes(accessed, modified);
    }

    /// <inheritdoc cref="FileNode.SetPermissions"/>
    public FileStatus SetPermissions(int permissions)
    {
        ThrowIfDisposed();
        return _mount.IsReadOnly ? FileStatus.Of(FileError.ReadOnly) : _node.SetPermissions(permissions);
    }

    /// <summary>Locks a range against others who ask for such locks, or gives it back.</summary>
    /// <param name="owner">Whose lock it is; null: this open file's, which gives all back when it is disposed.</param>
    /// <param name="start">First byte.</param>
    /// <param name="end">The byte behind the last one.</param>
    /// <param name="kind">What to hold from now on. Shared needs a file open for reading, exclusive one open for writing.</param>
    /// <param name="wait">Whether to wait until it can be had; else <see cref="FileError.Again"/>.</param>
    public FileStatus LockRange(object? owner, ulong start, ulong end, RangeLockKind kind, bool wait)
    {
        ThrowIfDisposed();
        FileAccessModes needed = kind switch { RangeLockKind.Shared => FileAccessModes.Read, RangeLockKind.Exclusive => FileAccessModes.Write, _ => FileAccessModes.None };
        if ((Modes & needed) != needed)
        {
            return FileStatus.Of(FileError.BadFile);
        }

        _hasLocks = true;
        return _node.RangeLocks.Set(owner ?? this, start, end, kind, wait);
    }

    /// <summary>The lock that is in the way of one; null if it could be had.</summary>
    /// <param name="owner">Who would hold it; null: this open file.</param>
    /// <param name="start">First byte.</param>
    /// <param name="end">The byte behind the last one.</param>
    /// <param name="kind">How it would be held.</param>
    public RangeLock? FindLock(object? owner, ulong start, ulong end, RangeLockKind kind) => _node.RangeLocks.Find(owner ?? this, start, end, kind);

    /// <summary>Gives back all ranges of an owner on this file, as closing one of its descriptors does for a process.</summary>
    /// <param name="owner">The owner.</param>
    public void ReleaseLocks(object owner) => _node.RangeLocks.Release(owner);

    /// <summary>Locks the whole file as flock does, apart from locks on ranges.</summary>
    /// <param name="kind">What to hold from now on.</param>
    /// <param name="wait">Whether to wait until it can be had; else <see cref="FileError.Again"/>.</param>
    public FileStatus LockWhole(RangeLockKind kind, bool wait)
    {
        ThrowIfDisposed();
        _hasLocks = true;
        return _node.WholeLocks.Set(this, 0, ulong.MaxValue, kind, wait);
    }

    /// <summary>True if both are the same file, under whatever path.</summary>
    /// <param name="other">Another open file.</param>
    public bool IsSameFile(OpenFile other) => other._node == _node;

    /// <summary>Something that is the same object for all open files of one file, as long as one is open.</summary>
    public object Identity => _node;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        if (_hasLocks)
        {
            _node.RangeLocks.Release(this);
            _node.WholeLocks.Release(this);
        }

        if (_isAcquired)
        {
            _node.Release();
        }

        _mount.Leave();
    }

    private bool IsDirect(ulong offset, int length) => offset % (ulong)_node.DirectBytes == 0 && length % _node.DirectBytes == 0;

    private FileStatus CheckWritable()
    {
        ThrowIfDisposed();
        return (Modes & FileAccessModes.Write) == 0 ? FileStatus.Of(FileError.BadFile) : FileStatus.Success;
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
}

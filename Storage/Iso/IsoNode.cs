using System;
using System.Collections.Generic;

namespace CosmosNvme.Storage;

/// <summary>A file, directory or symbolic link of an ISO 9660 volume.</summary>
internal sealed class IsoNode : FileNode
{
    private readonly IsoVolume _volume;
    private readonly IsoRecord _record;
    private int _users;

    internal IsoNode(IsoVolume volume, IsoRecord record)
        : base(record.Name, record.LinkTarget is not null ? FileKind.SymbolicLink : record.IsDirectory ? FileKind.Directory : FileKind.File)
    {
        _volume = volume;
        _record = record;
    }

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        ulong length = Kind == FileKind.SymbolicLink ? (ulong)_record.LinkTarget!.Length : _record.Length;
        information = new FileInformation(Kind, length, length, _record.Permissions, _record.Position, _record.Time, _record.Time, _record.Time);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus Lookup(string name, out FileNode? child)
    {
        child = null;
        List<IsoRecord> records = [];
        FileStatus status = Kind == FileKind.Directory ? _volume.ReadDirectory(_record, records) : FileStatus.Of(FileError.NotADirectory);

        // What lies before the damage of a directory can still be reached.
        IsoRecord? found = records.Find(record => record.Name == name);
        if (found is null)
        {
            return status.IsSuccess ? FileStatus.Of(FileError.NoEntry) : status;
        }

        child = _volume.NodeOf(found);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus List(List<FileNode> children)
    {
        List<IsoRecord> records = [];
        FileStatus status = Kind == FileKind.Directory ? _volume.ReadDirectory(_record, records) : FileStatus.Of(FileError.NotADirectory);
        children.AddRange(records.ConvertAll(_volume.NodeOf));
        return status;
    }

    /// <inheritdoc/>
    public override FileStatus Read(ulong offset, Memory<byte> buffer, out int count)
    {
        count = 0;
        if (Kind != FileKind.File)
        {
            return FileStatus.Of(Kind == FileKind.Directory ? FileError.IsADirectory : FileError.Invalid);
        }

        int wanted = offset >= _record.Length ? 0 : (int)Math.Min((ulong)buffer.Length, _record.Length - offset);
        FileStatus status = wanted == 0 ? FileStatus.Success : _volume.ReadContent(_record, offset, buffer[..wanted]);
        count = status.IsSuccess ? wanted : 0;
        return status;
    }

    /// <inheritdoc/>
    public override FileStatus ReadLink(out string target)
    {
        target = _record.LinkTarget ?? string.Empty;
        return FileStatus.Of(_record.LinkTarget is null ? FileError.Invalid : FileError.None);
    }

    /// <inheritdoc/>
    internal override FileStatus Acquire()
    {
        lock (_record)
        {
            if (++_users == 1)
            {
                _volume.Use(_record.Position, this);
            }
        }

        return FileStatus.Success;
    }

    /// <inheritdoc/>
    internal override void Release()
    {
        lock (_record)
        {
            if (--_users == 0)
            {
                _volume.Forget(_record.Position);
            }
        }
    }
}

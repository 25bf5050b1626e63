using System;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>How the names in a directory change. The volume's lock is held throughout, those of directories inside of it.</summary>
internal sealed partial class FatNode
{
    // The two entries that a directory begins with.
    private const string SelfName = ".          ";
    private const string ParentName = "..         ";

    /// <inheritdoc/>
    internal override FileStatus CreateFile(string name, int permissions, out FileNode? child)
    {
        byte attributes = (byte)(FatEntry.ArchiveAttribute | ((permissions & WriteBits) == 0 ? FatEntry.ReadOnlyAttribute : 0));
        return Create(name, attributes, out child);
    }

    /// <inheritdoc/>
    internal override FileStatus CreateDirectory(string name, int permissions, out FileNode? child) =>
        Create(name, FatEntry.DirectoryAttribute, out child);

    /// <inheritdoc/>
    internal override FileStatus Remove(string name, FileKind kind)
    {
        FileStatus status = BeginNameChange();
        if (!status.IsSuccess)
        {
            return status;
        }

        lock (_volume.Changes)
        {
            lock (_directory!.Lock)
            {
                status = Find(name, out FatSlots? slots, out FatNode? node);
                if (node is null)
                {
                    return status;
                }

                status = node.CheckRemovable(kind == FileKind.Directory);
                status = status.IsSuccess ? _directory.Delete(slots!, node.IsPlaceOnDisk, outlasts: false) : status;
                if (!status.IsSuccess)
                {
                    return status;
                }

                Touch();
                return node.Vanish();
            }
        }
    }

    /// <inheritdoc/>
    internal override FileStatus Rename(string name, FileNode newParent, string newName, bool replace)
    {
        if (newParent is not FatNode target || target._volume != _volume)
        {
            return FileStatus.Of(FileError.CrossDevice);
        }

        FileStatus status = BeginNameChange();
        status = status.IsSuccess ? target.BeginNameChange() : status;
        status = status.IsSuccess ? ShortNameMaker.Check(newName, out newName) : status;
        if (!status.IsSuccess)
        {
            return status;
        }

        lock (_volume.Changes)
        {
            lock (_directory!.Lock)
            {
                lock (target._directory!.Lock)
                {
                    return RenameLocked(name, target, newName, replace);
                }
            }
        }
    }

    private FileStatus RenameLocked(string name, FatNode target, string newName, bool replace)
    {
        FileStatus status = Find(name, out FatSlots? slots, out FatNode? node);
        if (node is null)
        {
            return status;
        }

        status = target._directory!.IsRemoved ? FileStatus.Of(FileError.NoEntry) : target._directory.Load();
        if (!status.IsSuccess)
        {
            return status;
        }

        FatSlots? taken = target._directory.Find(newName);
        if (taken == slots)
        {
            // The same file. Only the spelling may change, also to that of the short name.
            if (newName == slots!.Name || (newName == slots.ShortName && !newName.Equals(slots.Name, StringComparison.OrdinalIgnoreCase)))
            {
                return FileStatus.Success;
            }

            taken = null;
        }

        FatSlots? now = taken;
        if (taken is not null)
        {
            status = replace ? target.Replace(taken, node) : FileStatus.Of(FileError.Exists);
        }
        else
        {
            // A respelled name must not be in the way of itself.
            FatEntry entry = node.CopyOfEntry();
            status = target._directory.Insert(newName, entry, out now);
        }

        if (!status.IsSuccess)
        {
            return status;
        }

        // The entry that goes must not be gone before the other one is there; an entry that never was on the disk can go at once.
        bool isOnDisk = node.IsPlaceOnDisk;
        bool outlasts = isOnDisk && !FatDirectory.AreTogether(slots!, now!, _volume.Geometry.SectorBytes);
        status = _directory!.Delete(slots!, isOnDisk, outlasts);
        status = status.IsSuccess ? node.MoveTo(target, now!) : status;
        Touch();
        target.Touch();
        return status;
    }

    // Gives the entry of another file to a node; its names stay, what it stood for is gone.
    private FileStatus Replace(FatSlots slots, FatNode node)
    {
        FileStatus status = _volume.Nodes.Get(this, slots, out FatNode? old);
        if (old is null)
        {
            return status;
        }

        status = old.CheckRemovable(node.Kind == FileKind.Directory);
        if (!status.IsSuccess)
        {
            return status;
        }

        byte[] raw = new byte[FatEntry.Bytes];
        status = _volume.Metadata.Read(slots.Offset, raw);
        if (status.IsSuccess)
        {
            node.CopyOfEntry().Encode(raw, _volume.Geometry.Kind);
            status = _volume.Metadata.Write(slots.Offset, raw);
        }

        return status.IsSuccess ? old.Vanish() : status;
    }

    private FileStatus MoveTo(FatNode parent, FatSlots slots)
    {
        ulong from;
        lock (_state)
        {
            from = _offset;
            _offset = slots.Offset;
            _placed = _volume.Batch;
            _changedPlace = _placed;
            _changed = _placed;
            Name = slots.Name;
        }

        FatNode? before = Parent;
        Parent = parent;
        _volume.Nodes.Move(this, from, slots.Offset);
        if (Kind != FileKind.Directory || before == parent)
        {
            return FileStatus.Success;
        }

        ulong place = _volume.Geometry.OffsetOf(_chain!.First) + FatEntry.Bytes;
        byte[] raw = new byte[FatEntry.Bytes];
        FileStatus status = _volume.Geometry.Contains(_chain.First) ? _volume.Metadata.Read(place, raw) : FileStatus.Of(FileError.Damaged);
        FatEntry.SetCluster(raw, parent.ClusterForChildren, _volume.Geometry.Kind);
        return status.IsSuccess ? _volume.Metadata.Write(place, raw) : status;
    }

    private bool IsPlaceOnDisk => _placed <= _volume.CommittedBatch;

    // What .. of a child says: the root is 0, wherever it lies.
    private uint ClusterForChildren => Parent is null ? 0 : _chain!.First;

    private FileStatus Create(string name, byte attributes, out FileNode? child)
    {
        child = null;
        FileStatus status = BeginNameChange();
        status = status.IsSuccess ? ShortNameMaker.Check(name, out name) : status;
        if (!status.IsSuccess)
        {
            return status;
        }

        lock (_volume.Changes)
        {
            lock (_directory!.Lock)
            {
                status = _directory.IsRemoved ? FileStatus.Of(FileError.NoEntry) : _directory.Load();
                if (!status.IsSuccess || _directory.Find(name) is not null)
                {
                    return status.IsSuccess ? FileStatus.Of(FileError.Exists) : status;
                }

                DateTime now = DateTime.UtcNow;
                FatEntry entry = new(name, string.Empty, attributes, 0, 0, 0, FatTime.OfChange(now), FatTime.OfUse(now), FatTime.OfCreation(now));
                if (entry.IsDirectory)
                {
                    status = MakeCluster(ref entry);
                }

                FatSlots? slots = null;
                status = status.IsSuccess ? _directory.Insert(name, entry, out slots) : status;
                if (!status.IsSuccess)
                {
                    _volume.CutChain(new ClusterChain(_volume, entry.FirstCluster), 0);
                    return status;
                }

                status = _volume.Nodes.Get(this, slots!, out FatNode? node);
                node?.SetPlaced();
                child = node;
                Touch();
                return status;
            }
        }
    }

    private FileStatus MakeCluster(ref FatEntry entry)
    {
        ClusterChain chain = new(_volume, 0);
        FileStatus status = _volume.ExtendDirectory(chain, 1);
        if (!status.IsSuccess)
        {
            return status;
        }

        FatKind kind = _volume.Geometry.Kind;
        ulong place = _volume.Geometry.OffsetOf(chain.First);
        entry = entry with { FirstCluster = chain.First };
        status = _volume.Metadata.Write(place, Raw(SelfName, entry, kind));
        return status.IsSuccess ? _volume.Metadata.Write(place + FatEntry.Bytes, Raw(ParentName, entry with { FirstCluster = ClusterForChildren }, kind)) : status;
    }

    private static byte[] Raw(string name, FatEntry entry, FatKind kind)
    {
        byte[] raw = new byte[FatEntry.Bytes];
        System.Text.Encoding.ASCII.GetBytes(name, raw);
        entry.Encode(raw, kind);
        return raw;
    }

    private FileStatus BeginNameChange() => Kind == FileKind.Directory ? _volume.BeginChange() : FileStatus.Of(FileError.NotADirectory);

    private FileStatus Find(string name, out FatSlots? slots, out FatNode? node)
    {
        node = null;
        FileStatus status = _directory!.Load();
        slots = _directory.Find(name);
        return !status.IsSuccess ? status
            : slots is null ? FileStatus.Of(FileError.NoEntry)
            : _volume.Nodes.Get(this, slots, out node);
    }

    private FileStatus CheckRemovable(bool asDirectory)
    {
        if (_directory is null || !asDirectory)
        {
            return _directory is null && !asDirectory ? FileStatus.Success : FileStatus.Of(asDirectory ? FileError.NotADirectory : FileError.IsADirectory);
        }

        lock (_directory.Lock)
        {
            FileStatus status = _directory.Load();
            return status.IsSuccess && _directory.All.Count > 0 ? FileStatus.Of(FileError.NotEmpty) : status;
        }
    }

    // Its name is gone. What it takes goes too, or with the last who has it open.
    private FileStatus Vanish()
    {
        if (_directory is not null)
        {
            lock (_directory.Lock)
            {
                _directory.Remove();
            }
        }

        bool isUnused;
        ulong from;
        lock (_state)
        {
            _isRemoved = true;
            isUnused = _users == 0;
            _isFreed = isUnused;

            // Whoever has found it before it went, and does not have it open, finds it empty.
            Volatile.Write(ref _length, isUnused ? 0 : _length);
            from = _offset;
        }

        _volume.Nodes.Move(this, from, null);
        if (isUnused)
        {
            return _volume.CutChain(_chain!, 0);
        }

        _volume.NoteOrphan(1);
        return FileStatus.Success;
    }

    private FatEntry CopyOfEntry()
    {
        lock (_state)
        {
            return Entry;
        }
    }

    private void SetPlaced()
    {
        lock (_state)
        {
            _placed = _volume.Batch;
            _changedPlace = _placed;
            _changed = _placed;
        }
    }

    // A name in this directory has changed.
    private void Touch()
    {
        lock (_state)
        {
            _modified = FatTime.OfChange(DateTime.UtcNow);
            _changedPlace = _volume.Batch;
            _changed = _changedPlace;
        }

        _volume.NoteChanged(this);
    }
}

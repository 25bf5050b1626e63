using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>How the content of a file changes, and its times with it.</summary>
internal sealed partial class FatNode
{
    private const uint MaximumLength = uint.MaxValue;

    // From here on, a write that fills blocks costs less past the cache than the copy through it.
    private const int PastCacheBytes = 256 * 1024;

    private static readonly byte[] s_zeros = new byte[64 * 1024];

    // Batches of the volume in which it changed at all, and in a way that its content cannot be found without.
    private long _changed;
    private long _changedPlace;

    // The batch in which its entry came where it is; 0 if that was before the mount.
    private long _placed;

    /// <inheritdoc/>
    internal override FileStatus Write(ulong offset, ReadOnlyMemory<byte> data, out int count) => Write(offset, data, PastCacheBytes, out count);

    /// <inheritdoc/>
    internal override FileStatus WriteDirect(ulong offset, ReadOnlyMemory<byte> data, out int count) => Write(offset, data, 0, out count);

    private FileStatus Write(ulong offset, ReadOnlyMemory<byte> data, int pastCacheBytes, out int count)
    {
        count = 0;
        FileStatus status = BeginContentChange();
        if (!status.IsSuccess || data.IsEmpty)
        {
            return status;
        }

        if (offset >= MaximumLength)
        {
            return FileStatus.Of(FileError.TooLarge);
        }

        data = data[..(int)Math.Min((ulong)data.Length, MaximumLength - offset)];
        uint length = Length;
        status = Reserve(offset + (ulong)data.Length, out ulong room);
        if (room <= offset)
        {
            Trim();
            return status;
        }

        data = data[..(int)Math.Min((ulong)data.Length, room - offset)];
        status = offset > length ? Clear(length, offset) : FileStatus.Success;
        status = status.IsSuccess ? WriteData(offset, data, pastCacheBytes) : status;
        if (!status.IsSuccess)
        {
            Trim();
            return status;
        }

        count = data.Length;
        SetChanged(Math.Max(length, offset + (ulong)count));
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    internal override FileStatus SetLength(ulong length)
    {
        FileStatus status = BeginContentChange();
        if (!status.IsSuccess)
        {
            return status;
        }

        if (length > MaximumLength)
        {
            return FileStatus.Of(FileError.TooLarge);
        }

        uint old = Length;
        if (length > old)
        {
            status = Reserve(length, out ulong room);
            status = room >= length ? Clear(old, length) : status;
            if (!status.IsSuccess)
            {
                Trim();
                return status;
            }
        }

        // The length first: nobody may look for bytes in clusters that are being given up.
        SetChanged(length);
        return length < old ? Trim() : FileStatus.Success;
    }

    /// <inheritdoc/>
    internal override FileStatus Allocate(ulong offset, ulong length, bool keepLength)
    {
        FileStatus status = BeginContentChange();
        if (!status.IsSuccess)
        {
            return status;
        }

        if (offset > MaximumLength || length > MaximumLength - offset)
        {
            return FileStatus.Of(FileError.TooLarge);
        }

        ulong end = offset + length;
        uint old = Length;
        status = Reserve(end, out ulong room);
        if (room < end)
        {
            Trim();
            return status;
        }

        if (keepLength || end <= old)
        {
            _mayHaveTail = true;
            return FileStatus.Success;
        }

        status = Clear(old, end);
        if (!status.IsSuccess)
        {
            Trim();
            return status;
        }

        SetChanged(end);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    internal override FileStatus Flush(bool dataOnly)
    {
        if (_volume.IsReadOnly)
        {
            return _volume.Failure;
        }

        FileStatus status = FileStatus.Success;
        bool committed = false;
        long batch = dataOnly ? Interlocked.Read(ref _changedPlace) : Interlocked.Read(ref _changed);
        if (!_isRemoved && batch > _volume.CommittedBatch)
        {
            status = _volume.Commit(batch, out committed);
        }

        if (_chain is null || Kind == FileKind.Directory)
        {
            return status;
        }

        BlockStatus failure = BlockStatus.Success;
        foreach ((uint cluster, uint count) in _chain.RunsFrom(0))
        {
            ulong start = _volume.Geometry.OffsetOf(cluster);
            ulong bytes = count * (ulong)_volume.Geometry.ClusterBytes;
            if (!committed)
            {
                _volume.Cache.WriteBack(start, bytes);
            }

            BlockStatus each = _volume.Cache.TakeFailure(start, bytes);
            failure = each.IsSuccess ? failure : each;
        }

        BlockStatus flushed = committed ? BlockStatus.Success : _volume.Cache.Flush();
        failure = failure.IsSuccess ? flushed : failure;
        return failure.IsSuccess ? status : FileStatus.OfDevice(_volume.Device!, failure, $"'{Name}'", "write");
    }

    /// <inheritdoc/>
    internal override FileStatus SetTimes(DateTime? accessed, DateTime? modified)
    {
        FileStatus status = _volume.BeginChange();
        if (status.IsSuccess)
        {
            lock (_state)
            {
                _accessed = accessed is DateTime use ? FatTime.OfUse(use) : _accessed;
                _modified = modified is DateTime change ? FatTime.OfChange(change) : _modified;
            }

            NoteChanged(placeToo: false);
        }

        return status;
    }

    /// <inheritdoc/>
    internal override FileStatus SetPermissions(int permissions)
    {
        FileStatus status = _volume.BeginChange();
        if (status.IsSuccess)
        {
            lock (_state)
            {
                bool isReadOnly = (permissions & WriteBits) == 0;
                _attributes = (byte)(isReadOnly ? _attributes | FatEntry.ReadOnlyAttribute : _attributes & ~FatEntry.ReadOnlyAttribute);
            }

            NoteChanged(placeToo: false);
        }

        return status;
    }

    /// <summary>Writes what the node knows into its entry. The caller holds the volume's lock.</summary>
    internal FileStatus Capture()
    {
        ulong offset;
        FatEntry entry;
        lock (_state)
        {
            if (_isRemoved || Parent is null)
            {
                return FileStatus.Success;
            }

            offset = _offset;
            entry = Entry;
        }

        byte[] raw = new byte[FatEntry.Bytes];
        FileStatus status = _volume.Metadata.Read(offset, raw);
        if (!status.IsSuccess)
        {
            return status;
        }

        byte[] old = (byte[])raw.Clone();
        entry.Encode(raw, _volume.Geometry.Kind);
        return raw.AsSpan().SequenceEqual(old) ? status : _volume.Metadata.Write(offset, raw);
    }

    private FatEntry Entry => new(Name, string.Empty, _attributes, _chain!.First, _length, _offset, _modified, _accessed, _created);

    private FileStatus BeginContentChange() => Kind == FileKind.Directory ? FileStatus.Of(FileError.IsADirectory) : _volume.BeginChange();

    private void SetChanged(ulong length)
    {
        bool isResized;
        lock (_state)
        {
            isResized = length != _length;
            Volatile.Write(ref _length, (uint)length);
            _modified = FatTime.OfChange(DateTime.UtcNow);
            _attributes |= FatEntry.ArchiveAttribute;
        }

        NoteChanged(isResized);
    }

    // The batch is asked for last: one that ends before has either taken this change with it or leaves it to the batch that is asked for.
    private void NoteChanged(bool placeToo)
    {
        _volume.NoteChanged(this);
        lock (_state)
        {
            long batch = _volume.Batch;
            _changed = batch;
            _changedPlace = placeToo ? batch : _changedPlace;
        }
    }

    // Sees to it that there are clusters for so many bytes; as many as there are, where not all can be had.
    private FileStatus Reserve(ulong bytes, out ulong room)
    {
        ulong clusterBytes = (ulong)_volume.Geometry.ClusterBytes;
        uint wanted = (uint)((bytes + clusterBytes - 1) / clusterBytes);
        room = wanted * clusterBytes;
        if (wanted == 0)
        {
            return FileStatus.Success;
        }

        FileStatus status = _chain!.Find(wanted - 1, 1, out _, out uint found);
        if (found > 0)
        {
            return FileStatus.Success;
        }

        uint count = 0;
        if (status.IsSuccess)
        {
            lock (_volume.Changes)
            {
                status = _volume.ExtendFile(_chain, wanted, out count);
                lock (_state)
                {
                    _changedPlace = _volume.Batch;
                    _changed = _volume.Batch;
                }
            }
        }

        room = count * clusterBytes;
        return status;
    }

    private FileStatus Clear(ulong from, ulong to)
    {
        FileStatus status = FileStatus.Success;
        while (from < to && status.IsSuccess)
        {
            int count = (int)Math.Min(to - from, (ulong)s_zeros.Length);
            status = WriteData(from, s_zeros.AsMemory(0, count), PastCacheBytes);
            from += (ulong)count;
        }

        return status;
    }

    private FileStatus WriteData(ulong offset, ReadOnlyMemory<byte> data, int pastCacheBytes)
    {
        while (!data.IsEmpty)
        {
            FileStatus status = FindRun(offset, (ulong)data.Length, out ulong start, out ulong run);
            if (!status.IsSuccess || run == 0)
            {
                return status.IsSuccess ? FileStatus.Of(FileError.Damaged, $"{_volume.Cache.Device.Name} is damaged: '{Name}' has fewer clusters than bytes") : status;
            }

            int count = (int)Math.Min((ulong)data.Length, run);
            bool isDirect = count >= pastCacheBytes && _volume.Cache.IsAligned(start, count);
            BlockStatus written = isDirect ? _volume.Cache.WriteDirect(start, data[..count]) : _volume.Cache.Write(start, data[..count]);
            if (!written.IsSuccess)
            {
                return FileStatus.OfDevice(_volume.Device!, written, $"'{Name}' at byte {start}", "write");
            }

            offset += (ulong)count;
            data = data[count..];
        }

        return FileStatus.Success;
    }

    // Gives up clusters behind the end of the file.
    private FileStatus Trim()
    {
        lock (_volume.Changes)
        {
            ulong clusterBytes = (ulong)_volume.Geometry.ClusterBytes;
            uint kept = (uint)((Length + clusterBytes - 1) / clusterBytes);
            FileStatus status = _volume.CutChain(_chain!, kept);
            lock (_state)
            {
                _changedPlace = _volume.Batch;
                _changed = _volume.Batch;
            }

            _volume.NoteChanged(this);
            return status;
        }
    }
}

using System;
using System.Collections.Generic;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>A file or directory of a FAT volume.</summary>
internal sealed partial class FatNode : FileNode
{
    private const int AllPermissions = 0b111_101_101;
    private const int WriteBits = 0b010_010_010;
    private const ulong RootInode = 1;
    private const int MostReadAheadFor = 64 * 1024;

    private readonly FatVolume _volume;
    private readonly ClusterChain? _chain;
    private readonly FatDirectory? _directory;
    private readonly ReadAheadWindow _window = new();
    private readonly DateTime _created;

    // Guards what follows. Taken inside of all other locks, but for those that wait for nothing.
    private readonly Lock _state = new();
    private ulong _offset;
    private byte _attributes;
    private uint _length;
    private DateTime _modified;
    private DateTime _accessed;

    /// <summary>Makes the root.</summary>
    internal FatNode(FatVolume volume)
        : base(string.Empty, FileKind.Directory)
    {
        _volume = volume;
        _chain = volume.Geometry.Kind == FatKind.Fat32 ? new ClusterChain(volume, volume.Geometry.RootCluster) : null;
        _directory = new FatDirectory(volume, _chain);
        _attributes = FatEntry.DirectoryAttribute;
        Inode = RootInode;
        _modified = DateTime.UnixEpoch;
        _accessed = DateTime.UnixEpoch;
        _created = DateTime.UnixEpoch;
    }

    /// <summary>Makes a child of a directory.</summary>
    internal FatNode(FatVolume volume, FatNode parent, FatEntry entry, ulong inode)
        : base(entry.Name, entry.IsDirectory ? FileKind.Directory : FileKind.File)
    {
        _volume = volume;
        _chain = new ClusterChain(volume, entry.FirstCluster);
        _directory = entry.IsDirectory ? new FatDirectory(volume, _chain) : null;
        _offset = entry.Position;
        _attributes = entry.Attributes;
        _length = entry.Length;
        _modified = entry.Modified;
        _accessed = entry.Accessed;
        _created = entry.Created;
        Inode = inode;
        Parent = parent;
    }

    /// <summary>The number that it has as long as somebody has it.</summary>
    internal ulong Inode { get; }

    /// <summary>The directory it is in, or was last; null for the root. Belongs to the volume's lock.</summary>
    internal FatNode? Parent { get; private set; }

    private uint Length => Volatile.Read(ref _length);

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        ulong clusterBytes = (ulong)_volume.Geometry.ClusterBytes;
        FileStatus status = FileStatus.Success;
        ulong directoryBytes = (ulong)_volume.Geometry.RootBytes;
        if (Kind == FileKind.Directory && _chain is not null)
        {
            // FAT keeps no length of directories; their clusters are it, as on Linux.
            status = _chain.Count(out uint clusters);
            directoryBytes = clusters * clusterBytes;
        }

        lock (_state)
        {
            ulong length = Kind == FileKind.Directory ? directoryBytes : _length;
            ulong allocated = Kind == FileKind.Directory ? length : (length + clusterBytes - 1) / clusterBytes * clusterBytes;
            int permissions = (_attributes & FatEntry.ReadOnlyAttribute) != 0 ? AllPermissions & ~WriteBits : AllPermissions;
            information = new FileInformation(Kind, length, allocated, permissions, Inode, _modified, _accessed, _created) { Links = _isRemoved ? 0u : 1u };
        }

        return status;
    }

    /// <inheritdoc/>
    public override FileStatus Lookup(string name, out FileNode? child)
    {
        child = null;
        if (_directory is null)
        {
            return FileStatus.Of(FileError.NotADirectory);
        }

        _volume.Nodes.Keep(this);
        lock (_directory.Lock)
        {
            // What lies before the damage of a directory can still be reached.
            FileStatus status = _directory.Load();
            if (_directory.Find(name) is not FatSlots slots)
            {
                return status.IsSuccess ? FileStatus.Of(FileError.NoEntry) : status;
            }

            status = _volume.Nodes.Get(this, slots, out FatNode? node);
            child = node;
            return status;
        }
    }

    /// <inheritdoc/>
    public override FileStatus List(List<FileNode> children)
    {
        if (_directory is null)
        {
            return FileStatus.Of(FileError.NotADirectory);
        }

        lock (_directory.Lock)
        {
            FileStatus status = _directory.Load();
            foreach (FatSlots slots in _directory.All)
            {
                FileStatus each = _volume.Nodes.Get(this, slots, out FatNode? node);
                if (node is null)
                {
                    return each;
                }

                children.Add(node);
            }

            return status;
        }
    }

    /// <inheritdoc/>
    internal override int DirectBytes => Kind == FileKind.File && _volume.Geometry.SectorBytes >= _volume.Cache.Device.BlockBytes ? _volume.Cache.Device.BlockBytes : 0;

    /// <inheritdoc/>
    public override FileStatus Read(ulong offset, Memory<byte> buffer, out int count) => Read(offset, buffer, isDirect: false, out count);

    /// <inheritdoc/>
    internal override FileStatus ReadDirect(ulong offset, Memory<byte> buffer, out int count) => Read(offset, buffer, isDirect: true, out count);

    private FileStatus Read(ulong offset, Memory<byte> buffer, bool isDirect, out int count)
    {
        count = 0;
        if (Kind == FileKind.Directory)
        {
            return FileStatus.Of(FileError.IsADirectory);
        }

        while (true)
        {
            // Clusters that were cut off meanwhile may have got another owner's content: then all is read again.
            int version = _chain!.Version;
            FileStatus status = ReadOnce(offset, buffer, isDirect, out count);
            if (_chain.Version == version)
            {
                return status;
            }
        }
    }

    private FileStatus ReadOnce(ulong offset, Memory<byte> buffer, bool isDirect, out int count)
    {
        count = 0;
        uint length = Length;
        int wanted = offset >= length ? 0 : (int)Math.Min((ulong)buffer.Length, length - offset);
        while (count < wanted)
        {
            ulong position = offset + (uint)count;
            FileStatus status = FindRun(position, (ulong)(wanted - count), out ulong start, out ulong run);
            if (status.IsSuccess && run == 0)
            {
                ulong clusterBytes = (ulong)_volume.Geometry.ClusterBytes;
                status = FileStatus.Of(FileError.Damaged, $"{_volume.Cache.Device.Name} is damaged: '{Name}' should have {length} bytes, but its clusters end at byte {position / clusterBytes * clusterBytes}");
            }

            if (status.IsSuccess)
            {
                int bytes = (int)Math.Min((ulong)(wanted - count), run);
                Abstractions.BlockStatus read = isDirect ? ReadBlocks(start, buffer[count..], bytes) : _volume.Cache.Read(start, buffer.Slice(count, bytes));
                status = read.IsSuccess ? status : FileStatus.OfDevice(_volume.Device!, read, $"'{Name}' at byte {start}");
                count += read.IsSuccess ? bytes : 0;
            }

            if (!status.IsSuccess)
            {
                // Bytes before the trouble are handed out; the next read tells of it, as POSIX has it.
                return count > 0 ? FileStatus.Success : status;
            }
        }

        if (!isDirect)
        {
            ReadAhead(offset, wanted, length);
        }

        return FileStatus.Success;
    }

    // The last block of a file is read whole; there is room for it.
    private Abstractions.BlockStatus ReadBlocks(ulong start, Memory<byte> buffer, int bytes)
    {
        int block = DirectBytes;
        return _volume.Cache.ReadDirect(start, buffer[..((bytes + block - 1) / block * block)]);
    }

    private void ReadAhead(ulong offset, int count, uint length)
    {
        // Large reads keep the disk busy by themselves.
        int ahead = count is 0 or >= MostReadAheadFor ? 0 : _window.Next(offset, count, length, out offset);
        while (ahead > 0 && FindRun(offset, (ulong)ahead, out ulong start, out ulong run).IsSuccess && run > 0)
        {
            int bytes = (int)Math.Min((ulong)ahead, run);
            _volume.Cache.ReadAhead(start, bytes);
            offset += (ulong)bytes;
            ahead -= bytes;
        }
    }

    // Where some bytes of the file lie, and how many of them lie together.
    private FileStatus FindRun(ulong position, ulong wanted, out ulong start, out ulong length)
    {
        uint clusterBytes = (uint)_volume.Geometry.ClusterBytes;
        uint skip = (uint)(position % clusterBytes);
        uint clusters = (uint)((skip + wanted + clusterBytes - 1) / clusterBytes);
        FileStatus status = _chain!.Find((uint)(position / clusterBytes), clusters, out uint cluster, out uint run);
        start = run == 0 ? 0 : _volume.Geometry.OffsetOf(cluster) + skip;
        length = run == 0 ? 0 : ((ulong)run * clusterBytes) - skip;
        return status;
    }
}

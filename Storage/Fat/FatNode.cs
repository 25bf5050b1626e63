using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A file or directory of a FAT volume.</summary>
internal sealed class FatNode : FileNode
{
    private const int DirectoryPermissions = 0b111_101_101;
    private const int WriteBits = 0b010_010_010;
    private const ulong RootInode = 1;

    private readonly FatVolume _volume;
    private readonly FatEntry? _entry;
    private readonly ClusterChain? _chain;

    /// <summary>Makes the root.</summary>
    internal FatNode(FatVolume volume)
        : base(string.Empty, FileKind.Directory)
    {
        _volume = volume;
        _chain = volume.Geometry.Kind == FatKind.Fat32 ? new ClusterChain(volume, volume.Geometry.RootCluster) : null;
    }

    /// <summary>Makes a child of a directory.</summary>
    internal FatNode(FatVolume volume, FatEntry entry)
        : base(entry.Name, entry.IsDirectory ? FileKind.Directory : FileKind.File)
    {
        _volume = volume;
        _entry = entry;
        _chain = new ClusterChain(volume, entry.FirstCluster);
    }

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        ulong clusterBytes = (ulong)_volume.Geometry.ClusterBytes;
        ulong length = _entry?.Length ?? 0;
        ulong allocated = (length + clusterBytes - 1) / clusterBytes * clusterBytes;
        FileStatus status = FileStatus.Success;
        if (Kind == FileKind.Directory)
        {
            // FAT keeps no length of directories; their clusters are it, as on Linux.
            uint clusters = 0;
            status = _chain is null ? status : _chain.Count(out clusters);
            length = _chain is null ? (ulong)_volume.Geometry.RootBytes : clusters * clusterBytes;
            allocated = length;
        }

        DateTime epoch = DateTime.UnixEpoch;
        information = new FileInformation(
            Kind,
            length,
            allocated,
            _entry is { IsReadOnly: true } ? DirectoryPermissions & ~WriteBits : DirectoryPermissions,
            _entry is null ? RootInode : _entry.Position / FatEntry.Bytes,
            _entry?.Modified ?? epoch,
            _entry?.Accessed ?? epoch,
            _entry?.Created ?? epoch);
        return status;
    }

    /// <inheritdoc/>
    public override FileStatus Lookup(string name, out FileNode? child)
    {
        child = null;
        if (Kind != FileKind.Directory)
        {
            return FileStatus.Of(FileError.NotADirectory);
        }

        List<FatEntry> entries = [];
        FileStatus status = FatDirectoryReader.Read(_volume, _chain, entries);

        // What lies before the damage of a directory can still be reached.
        FatEntry? found = entries.Find(entry => !entry.IsVolumeLabel && IsNamed(entry.Name, name))
            ?? entries.Find(entry => !entry.IsVolumeLabel && IsNamed(entry.ShortName, name));
        if (found is null)
        {
            return status.IsSuccess ? FileStatus.Of(FileError.NoEntry) : status;
        }

        child = new FatNode(_volume, found);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus List(List<FileNode> children)
    {
        if (Kind != FileKind.Directory)
        {
            return FileStatus.Of(FileError.NotADirectory);
        }

        List<FatEntry> entries = [];
        FileStatus status = FatDirectoryReader.Read(_volume, _chain, entries);
        foreach (FatEntry entry in entries)
        {
            if (!entry.IsVolumeLabel)
            {
                children.Add(new FatNode(_volume, entry));
            }
        }

        return status;
    }

    /// <inheritdoc/>
    public override FileStatus Read(ulong offset, Memory<byte> buffer, out int count)
    {
        count = 0;
        if (Kind == FileKind.Directory)
        {
            return FileStatus.Of(FileError.IsADirectory);
        }

        uint length = _entry!.Length;
        int wanted = offset >= length ? 0 : (int)Math.Min((ulong)buffer.Length, length - offset);
        uint clusterBytes = (uint)_volume.Geometry.ClusterBytes;
        while (count < wanted)
        {
            ulong position = offset + (uint)count;
            uint skip = (uint)(position % clusterBytes);
            uint clusters = (uint)((skip + (ulong)(wanted - count) + clusterBytes - 1) / clusterBytes);
            FileStatus status = _chain!.Find((uint)(position / clusterBytes), clusters, out uint cluster, out uint run);
            if (status.IsSuccess && run == 0)
            {
                status = FileStatus.Of(FileError.Damaged, $"{_volume.Device!.Name} is damaged: '{Name}' should have {length} bytes, but its clusters end at byte {position - skip}");
            }

            if (status.IsSuccess)
            {
                int bytes = (int)Math.Min((ulong)(wanted - count), ((ulong)run * clusterBytes) - skip);
                ulong start = _volume.Geometry.OffsetOf(cluster) + skip;
                BlockStatus read = DeviceReader.Read(_volume.Device!, start, buffer.Slice(count, bytes));
                status = read.IsSuccess ? status : FileStatus.OfDevice(_volume.Device!, read, $"'{Name}' at byte {start}");
                count += read.IsSuccess ? bytes : 0;
            }

            if (!status.IsSuccess)
            {
                // Bytes before the trouble are handed out; the next read tells of it, as POSIX has it.
                return count > 0 ? FileStatus.Success : status;
            }
        }

        return FileStatus.Success;
    }

    private static bool IsNamed(string name, string wanted) => name.Equals(wanted, StringComparison.OrdinalIgnoreCase);
}

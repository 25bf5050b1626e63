using System;
using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A mounted FAT file system.</summary>
internal sealed partial class FatVolume : FileSystem
{
    private const uint MagicNumber = 0x4D44;
    private const uint MostNameBytes = 255 * 3;

    // What has changed is kept in memory until it is written; beyond this many entries and sectors it is written.
    private const int MostChanges = 1 << 16;
    private const int MostSectors = 1 << 13;

    private readonly bool _writable;

    /// <summary>Makes it; reads nothing.</summary>
    /// <param name="device">The device.</param>
    /// <param name="geometry">Where everything lies.</param>
    /// <param name="writable">Whether it may be changed.</param>
    internal FatVolume(IBlockDevice device, FatGeometry geometry, bool writable = false)
    {
        _writable = writable;
        Geometry = geometry;
        Cache = new VolumeCache(device, writable);

        // Whoever had the device before may have written to it past the cache.
        Cache.Drop();
        Table = new FatTable(Cache, geometry);
        Allocator = new FatAllocator(Table, geometry);
        Metadata = new MetadataSectors(Cache, geometry.SectorBytes);
        Nodes = new FatNodes(this);
        Root = new FatNode(this);
    }

    /// <inheritdoc/>
    public override string TypeName => FatType.Name;

    /// <inheritdoc/>
    public override uint Magic => MagicNumber;

    /// <inheritdoc/>
    public override IBlockDevice? Device => Cache.Device;

    /// <inheritdoc/>
    public override bool IsReadOnly => !_writable || _hasFailed;

    /// <inheritdoc/>
    public override FileNode Root { get; }

    /// <summary>Where everything lies.</summary>
    internal FatGeometry Geometry { get; }

    /// <summary>What is read and written of the device.</summary>
    internal VolumeCache Cache { get; }

    /// <summary>The table.</summary>
    internal FatTable Table { get; }

    /// <summary>Free clusters. Belongs to <see cref="Changes"/>.</summary>
    internal FatAllocator Allocator { get; }

    /// <summary>Sectors of directories.</summary>
    internal MetadataSectors Metadata { get; }

    /// <summary>Names that the disk still has. Belongs to <see cref="Changes"/>.</summary>
    internal LeavingNames Leaving { get; } = new();

    /// <summary>The nodes in use.</summary>
    internal FatNodes Nodes { get; }

    /// <summary>Held by those who change anything but the content of a file, and while changes are written. Taken before all other locks.</summary>
    internal Lock Changes { get; } = new();

    /// <inheritdoc/>
    public override FileStatus GetSpace(out FileSystemSpace space)
    {
        lock (Changes)
        {
            FileStatus status = Allocator.CountFree(out uint free);
            space = new FileSystemSpace((uint)Geometry.ClusterBytes, Geometry.ClusterCount, free, 0, 0, MostNameBytes);
            return status;
        }
    }

    /// <summary>Finds the label: the root directory's, else the boot sector's.</summary>
    internal FileStatus GetLabel(out string label)
    {
        string? found = null;
        ClusterChain? chain = Geometry.Kind == FatKind.Fat32 ? new ClusterChain(this, Geometry.RootCluster) : null;
        FileStatus status = FatDirectoryReader.Read(this, chain, (entry, _, _) => found ??= entry is { IsVolumeLabel: true } ? entry.Name : null);
        label = found ?? Geometry.BootLabel;
        return status;
    }

    /// <summary>Lets a file have more clusters. The caller holds <see cref="Changes"/>.</summary>
    /// <param name="chain">Its clusters.</param>
    /// <param name="wanted">How many it should have.</param>
    /// <param name="count">How many it has then: fewer only after a failure.</param>
    internal FileStatus ExtendFile(ClusterChain chain, uint wanted, out uint count)
    {
        FileStatus status = chain.FindEnd(out uint last, out count);
        while (status.IsSuccess && count < wanted)
        {
            status = Extend(chain, last, wanted - count, out uint first, out uint taken);
            last = first + taken - 1;
            count += taken;
            CommitIfMuch();
        }

        return status;
    }

    /// <summary>Lets a directory have more clusters, filled with zeros. The caller holds <see cref="Changes"/>.</summary>
    internal FileStatus ExtendDirectory(ClusterChain chain, uint wanted)
    {
        FileStatus status = chain.FindEnd(out uint last, out uint count);
        while (status.IsSuccess && count < wanted)
        {
            status = Extend(chain, last, 1, out last, out uint taken);
            count += taken;
            if (status.IsSuccess)
            {
                Metadata.Clear(Geometry.OffsetOf(last), Geometry.ClusterBytes);
            }
        }

        return status;
    }

    /// <summary>Gives up the clusters behind the first ones. The caller holds <see cref="Changes"/>.</summary>
    internal FileStatus CutChain(ClusterChain chain, uint kept)
    {
        // Where a chain is damaged, what lies before the damage is given up.
        FileStatus status = chain.Count(out uint count);
        if (kept >= count)
        {
            return status;
        }

        List<(uint Cluster, uint Count)> runs = chain.RunsFrom(kept);
        if (kept > 0)
        {
            chain.Find(kept - 1, 1, out uint last, out _);
            Table.Cut(last);
        }

        chain.Cut(kept);
        foreach ((uint cluster, uint length) in runs)
        {
            ulong offset = Geometry.OffsetOf(cluster);
            ulong bytes = length * (ulong)Geometry.ClusterBytes;
            Cache.Forget(offset, bytes);
            Cache.TakeFailure(offset, bytes);
            Metadata.Forget(offset, bytes);
            for (uint index = 0; index < length; index++)
            {
                FileStatus freed = Allocator.Free(cluster + index);
                status = status.IsSuccess ? freed : status;
            }

            CommitIfMuch();
        }

        if (status.Error == FileError.Damaged)
        {
            Fail(status);
        }

        ScheduleCommit();
        return status;
    }

    private FileStatus Extend(ClusterChain chain, uint last, uint wanted, out uint first, out uint taken)
    {
        FileStatus status = Allocator.Take(wanted, last == 0 ? 0 : last + 1, out first, out taken);
        if (status.IsSuccess && taken == 0 && Table.FreeingCount > 0)
        {
            // There are some that become free once what led to them is gone from the disk.
            status = CommitLocked();
            status = status.IsSuccess ? Allocator.Take(wanted, last == 0 ? 0 : last + 1, out first, out taken) : status;
        }

        if (!status.IsSuccess || taken == 0)
        {
            return status.IsSuccess ? FileStatus.Of(FileError.NoSpace) : status;
        }

        if (last != 0 && !Table.Link(last, first))
        {
            status = CommitLocked();
            if (status.IsSuccess && !Table.Link(last, first))
            {
                throw new InvalidOperationException("A change of the FAT is still to be written after all were.");
            }
        }

        chain.Extend(first, taken);
        ScheduleCommit();
        return status;
    }
}

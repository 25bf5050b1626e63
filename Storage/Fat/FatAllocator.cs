using System;
using System.Collections.Generic;

namespace CosmosNvme.Storage;

/// <summary>Finds free clusters and counts them. Its caller holds the volume's lock.</summary>
internal sealed class FatAllocator(FatTable table, FatGeometry geometry)
{
    // Groups of clusters that had none available when last looked at are not looked at again until one is given up.
    private const uint GroupClusters = 4096;

    private readonly HashSet<uint> _fullGroups = [];
    private uint _hint = FatGeometry.FirstCluster;
    private long _free = -1;

    /// <summary>Where the next search begins.</summary>
    internal uint Hint => _hint;

    /// <summary>Takes over what the information sector says, where that can be.</summary>
    /// <param name="free">Free clusters; all ones if not known.</param>
    /// <param name="hint">Where to search; all ones if not known.</param>
    internal void Believe(uint free, uint hint)
    {
        _free = free <= geometry.ClusterCount ? free : -1;
        _hint = geometry.Contains(hint) ? hint : FatGeometry.FirstCluster;
    }

    /// <summary>Counts the clusters that are not in use, by looking at the whole table the first time.</summary>
    internal FileStatus CountFree(out uint free)
    {
        FileStatus status = FileStatus.Success;
        if (_free < 0)
        {
            long count = 0;
            for (uint index = 0; index < geometry.ClusterCount && status.IsSuccess; index++)
            {
                status = table.Read(FatGeometry.FirstCluster + index, out uint entry);
                count += entry == 0 ? 1 : 0;
            }

            _free = status.IsSuccess ? count : -1;
        }

        free = (uint)Math.Max(_free, 0);
        return status;
    }

    /// <summary>The number of free clusters if it is known; all ones if not.</summary>
    internal uint FreeIfKnown => _free < 0 ? uint.MaxValue : (uint)_free;

    /// <summary>Takes neighbouring clusters, linked to each other.</summary>
    /// <param name="wanted">How many at most, 1 or more.</param>
    /// <param name="near">Where they should begin; 0 for anywhere.</param>
    /// <param name="first">The first one.</param>
    /// <param name="count">How many; 0 if there is none.</param>
    internal FileStatus Take(uint wanted, uint near, out uint first, out uint count)
    {
        count = 0;
        FileStatus status = Find(geometry.Contains(near) ? near : _hint, out first);
        if (!status.IsSuccess || first == 0)
        {
            return status;
        }

        bool available = true;
        while (available && status.IsSuccess)
        {
            count++;
            uint next = first + count;
            available = count < wanted && geometry.Contains(next);
            status = available ? table.IsAvailable(next, out available) : status;
        }

        for (uint index = count; index > 0; index--)
        {
            table.Take(first + index - 1, index == count ? 0 : first + index);
        }

        _free -= _free > 0 ? Math.Min(count, _free) : 0;
        _hint = geometry.Contains(first + count) ? first + count : FatGeometry.FirstCluster;
        return FileStatus.Success;
    }

    /// <summary>Gives clusters up.</summary>
    internal FileStatus Free(uint cluster)
    {
        FileStatus status = table.Free(cluster);
        if (status.IsSuccess)
        {
            _free += _free >= 0 ? 1 : 0;
            _fullGroups.Remove(cluster / GroupClusters);
        }

        return status;
    }

    /// <summary>Looks everywhere again: clusters that were given up have become free on the disk.</summary>
    internal void Refresh() => _fullGroups.Clear();

    private FileStatus Find(uint start, out uint cluster)
    {
        cluster = 0;
        uint end = FatGeometry.FirstCluster + geometry.ClusterCount;
        uint candidate = start;
        for (ulong seen = 0; seen <= geometry.ClusterCount;)
        {
            uint group = candidate / GroupClusters;
            uint groupEnd = Math.Min((group + 1) * GroupClusters, end);
            uint from = candidate;
            bool isWhole = from == Math.Max(group * GroupClusters, FatGeometry.FirstCluster);
            if (!_fullGroups.Contains(group))
            {
                for (; candidate < groupEnd; candidate++)
                {
                    FileStatus status = table.IsAvailable(candidate, out bool available);
                    if (!status.IsSuccess)
                    {
                        return status;
                    }

                    if (available)
                    {
                        cluster = candidate;
                        return FileStatus.Success;
                    }
                }

                if (isWhole)
                {
                    _fullGroups.Add(group);
                }
            }

            seen += groupEnd - from;
            candidate = groupEnd < end ? groupEnd : FatGeometry.FirstCluster;
        }

        return FileStatus.Success;
    }
}

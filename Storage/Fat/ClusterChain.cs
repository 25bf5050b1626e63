using System;
using System.Collections.Generic;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>
/// The clusters of a file in order, as runs of neighbours, followed no further than asked for. A chain that comes back to itself or leaves
/// the volume is damage. Any thread may read; those who change it hold the volume's lock.
/// </summary>
internal sealed class ClusterChain(FatVolume volume, uint first)
{
    private readonly Lock _lock = new();
    private readonly List<Run> _runs = [];
    private readonly ClusterSet _seen = new();
    private uint _first = first;
    private uint _next = first;
    private uint _last;
    private uint _count;
    private bool _ended = first == 0;
    private int _version;

    /// <summary>The first cluster; 0 if there is none.</summary>
    internal uint First => Volatile.Read(ref _first);

    /// <summary>Another number after the chain has been cut: what was found before may belong to somebody else.</summary>
    internal int Version => Volatile.Read(ref _version);

    /// <summary>Finds a cluster of the chain and the neighbours behind it.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="wanted">How many from there on, 1 or more.</param>
    /// <param name="cluster">Its number.</param>
    /// <param name="length">How many of the wanted ones are neighbours; 0 if the chain ends before.</param>
    internal FileStatus Find(uint index, uint wanted, out uint cluster, out uint length)
    {
        lock (_lock)
        {
            cluster = 0;
            length = 0;
            FileStatus status = Follow((ulong)index + wanted);
            if (index >= _count)
            {
                return status;
            }

            // What lies before the damage is still good.
            Run run = _runs[IndexOfRun(index)];
            uint skipped = index - run.Index;
            cluster = run.Cluster + skipped;
            length = Math.Min(wanted, run.Length - skipped);
            return FileStatus.Success;
        }
    }

    /// <summary>Counts the clusters.</summary>
    internal FileStatus Count(out uint count)
    {
        lock (_lock)
        {
            FileStatus status = Follow(uint.MaxValue);
            count = _count;
            return status;
        }
    }

    /// <summary>Finds the end.</summary>
    /// <param name="last">The last cluster; 0 if there is none.</param>
    /// <param name="count">How many there are.</param>
    internal FileStatus FindEnd(out uint last, out uint count)
    {
        lock (_lock)
        {
            FileStatus status = Follow(uint.MaxValue);
            last = _last;
            count = _count;
            return status;
        }
    }

    /// <summary>The neighbours from some cluster on, as far as the chain was followed.</summary>
    internal List<(uint Cluster, uint Count)> RunsFrom(uint index)
    {
        lock (_lock)
        {
            List<(uint Cluster, uint Count)> runs = [];
            foreach (Run run in _runs)
            {
                uint skipped = index > run.Index ? index - run.Index : 0;
                if (skipped < run.Length)
                {
                    runs.Add((run.Cluster + skipped, run.Length - skipped));
                }
            }

            return runs;
        }
    }

    /// <summary>Adds neighbours behind the end, which has been found.</summary>
    internal void Extend(uint cluster, uint count)
    {
        lock (_lock)
        {
            for (uint index = 0; index < count; index++)
            {
                _seen.Add(cluster + index);
                Append(cluster + index);
            }

            if (_first == 0)
            {
                Volatile.Write(ref _first, cluster);
            }
        }
    }

    /// <summary>Forgets all behind some clusters. Before they are given up, so that nobody finds them any more.</summary>
    /// <param name="count">How many stay; as many as were found at least.</param>
    internal void Cut(uint count)
    {
        lock (_lock)
        {
            while (_runs.Count > 0 && _runs[^1].Index >= count)
            {
                Forget(_runs[^1].Cluster, _runs[^1].Length);
                _runs.RemoveAt(_runs.Count - 1);
            }

            if (_runs.Count > 0 && _runs[^1].Index + _runs[^1].Length > count)
            {
                Run run = _runs[^1];
                uint kept = count - run.Index;
                Forget(run.Cluster + kept, run.Length - kept);
                _runs[^1] = run with { Length = kept };
            }

            _count = count;
            _last = _runs.Count == 0 ? 0 : _runs[^1].Cluster + _runs[^1].Length - 1;
            _ended = true;
            if (count == 0)
            {
                Volatile.Write(ref _first, 0);
            }

            Interlocked.Increment(ref _version);
        }
    }

    private void Forget(uint cluster, uint count)
    {
        for (uint index = 0; index < count; index++)
        {
            _seen.Remove(cluster + index);
        }
    }

    private FileStatus Follow(ulong count)
    {
        while (_count < count && !_ended)
        {
            if (_last != 0)
            {
                FileStatus status = volume.Table.Next(_last, out _next);
                if (!status.IsSuccess)
                {
                    return status;
                }

                if (_next == 0)
                {
                    _ended = true;
                    break;
                }
            }

            if (!volume.Geometry.Contains(_next))
            {
                return Damaged($"begins in cluster {_next}, but clusters are 2 to {volume.Geometry.ClusterCount + 1}");
            }

            if (!_seen.Add(_next))
            {
                return Damaged($"runs in a circle: it comes back to cluster {_next} behind cluster {_last}");
            }

            Append(_next);
        }

        return FileStatus.Success;
    }

    private void Append(uint cluster)
    {
        if (_runs.Count > 0 && cluster == _last + 1)
        {
            Run run = _runs[^1];
            _runs[^1] = run with { Length = run.Length + 1 };
        }
        else
        {
            _runs.Add(new Run(_count, cluster, 1));
        }

        _last = cluster;
        _count++;
    }

    private int IndexOfRun(uint index)
    {
        int low = 0;
        int high = _runs.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_runs[middle].Index <= index)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private FileStatus Damaged(string what) => FileStatus.Of(FileError.Damaged, $"{volume.Cache.Device.Name} is damaged: a chain of clusters {what}");

    private readonly record struct Run(uint Index, uint Cluster, uint Length);
}

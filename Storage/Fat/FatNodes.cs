using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>
/// The nodes in use, by where their entries lie: whoever looks up a file that somebody has a node of gets the same one. Any thread may use it.
/// </summary>
internal sealed class FatNodes(FatVolume volume)
{
    private const int LeastPurge = 1024;

    // Names that a directory kept in memory may have; the larger the directories in use, the fewer are kept.
    private const int MostKept = 32;

    // Numbers for files whose old place has another file by now; places are smaller.
    private const ulong FirstSpareInode = 1UL << 60;

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, WeakReference<FatNode>> _nodes = [];
    private readonly Dictionary<ulong, WeakReference<FatNode>> _moved = [];
    private readonly Queue<FatNode> _kept = new();
    private ulong _spareInode = FirstSpareInode;
    private int _purge = LeastPurge;

    /// <summary>Finds or makes the node of a file.</summary>
    /// <param name="parent">Its directory.</param>
    /// <param name="slots">Its entries.</param>
    /// <param name="node">Receives the node; null after a failure.</param>
    internal FileStatus Get(FatNode parent, FatSlots slots, out FatNode? node)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(slots.Offset, out WeakReference<FatNode>? known) && known.TryGetTarget(out node))
            {
                return FileStatus.Success;
            }

            node = null;
            byte[] raw = new byte[FatEntry.Bytes];
            FileStatus status = volume.Metadata.Read(slots.Offset, raw);
            if (!status.IsSuccess)
            {
                return status;
            }

            node = new FatNode(volume, parent, FatEntry.Parse(raw, slots.Name, volume.Geometry.Kind, slots.Offset), InodeAt(slots.Offset));
            Put(slots.Offset, node);
            return FileStatus.Success;
        }
    }

    /// <summary>Notes that a node has got another entry, or none.</summary>
    /// <param name="node">The node.</param>
    /// <param name="from">Where its entry was.</param>
    /// <param name="to">Where it is; null if it was removed.</param>
    internal void Move(FatNode node, ulong from, ulong? to)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(from, out WeakReference<FatNode>? known) && known.TryGetTarget(out FatNode? there) && there == node)
            {
                _nodes.Remove(from);
            }

            if (to is ulong offset)
            {
                Put(offset, node);
            }

            _moved[node.Inode] = new WeakReference<FatNode>(node);
        }
    }

    /// <summary>Keeps a directory's names in memory for a while, although nobody has the directory open.</summary>
    internal void Keep(FatNode directory)
    {
        lock (_lock)
        {
            if (_kept.Contains(directory))
            {
                return;
            }

            _kept.Enqueue(directory);
            while (_kept.Count > MostKept)
            {
                _kept.Dequeue();
            }
        }
    }

    private void Put(ulong offset, FatNode node)
    {
        _nodes[offset] = new WeakReference<FatNode>(node);
        if (_nodes.Count + _moved.Count > _purge)
        {
            Purge(_nodes);
            Purge(_moved);
            _purge = Math.Max(LeastPurge, (_nodes.Count + _moved.Count) * 2);
        }
    }

    private static void Purge(Dictionary<ulong, WeakReference<FatNode>> nodes)
    {
        foreach (ulong key in nodes.Where(node => !node.Value.TryGetTarget(out _)).Select(node => node.Key).ToArray())
        {
            nodes.Remove(key);
        }
    }

    private ulong InodeAt(ulong offset)
    {
        ulong inode = offset / FatEntry.Bytes;
        return _moved.TryGetValue(inode, out WeakReference<FatNode>? moved) && moved.TryGetTarget(out _) ? _spareInode++ : inode;
    }
}

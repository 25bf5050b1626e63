using System;
using System.Collections.Generic;

namespace CosmosNvme.Storage;

/// <summary>
/// A piece of a disk in memory: some blocks next to each other, each of them valid or not, dirty or not. What is marked so belongs to
/// <see cref="PageCache"/>'s lock; everything else is guarded by the lock of the frame itself, which is taken first.
/// </summary>
internal sealed class CacheFrame
{
    /// <summary>Makes a frame without content.</summary>
    internal CacheFrame(ulong number, byte[] data)
    {
        Number = number;
        Data = data;
        Age = new LinkedListNode<CacheFrame>(this);
    }

    /// <summary>Which piece of the disk it is.</summary>
    internal ulong Number { get; }

    /// <summary>The blocks.</summary>
    internal byte[] Data { get; private set; }

    /// <summary>A bit for each block whose content is that of the disk, or newer.</summary>
    internal uint Valid { get; set; }

    /// <summary>A bit for each block that is newer than the disk.</summary>
    internal uint Dirty { get; set; }

    /// <summary>True while it is read ahead: its content is about to come.</summary>
    internal bool IsLoading { get; set; }

    /// <summary>Its place among the frames by last use. Belongs to the cache's lock.</summary>
    internal LinkedListNode<CacheFrame> Age { get; }

    /// <summary>Threads that are at it; it stays in memory while there are any. Belongs to the cache's lock.</summary>
    internal int Users { get; set; }

    /// <summary>True while its blocks travel to the disk. Belongs to the cache's lock.</summary>
    internal bool IsWriting { get; set; }

    /// <summary>Leaves the memory to a device that may still write to it, and goes on with a copy.</summary>
    internal void ReplaceData() => Data = Data.AsSpan().ToArray();
}

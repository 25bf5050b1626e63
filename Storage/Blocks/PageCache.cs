using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>
/// Blocks of a disk in memory: read once, written back later. There is one for each disk, shared by all that lies on it, so a volume, its
/// partition and the disk never see different content. Memory is bounded: who needs more waits until something can be left or has been written
/// back. A write that fails later is told to whoever next asks with <see cref="TakeFailure"/>. Every member may be called by any thread.
/// </summary>
internal sealed partial class PageCache
{
    // A bit for each block of a frame; larger blocks than this are a frame each.
    private const int LeastFrameBytes = 16 * 1024;

    private const int PageBytes = 4096;

    // From here on, a request for what is not in memory costs less past the cache than the copy through it.
    private const int DirectBytes = 64 * 1024;

    private static readonly ConditionalWeakTable<IBlockDevice, PageCache> s_caches = [];

    // Monitor.Wait needs an ordinary object. Taken inside of a frame's lock, never around it.
    private readonly object _lock = new();
    private readonly Dictionary<ulong, CacheFrame> _frames = [];
    private readonly LinkedList<CacheFrame> _ages = new();
    private readonly SortedSet<ulong> _dirty = [];
    private readonly IBlockDevice _disk;
    private readonly int _blockBytes;
    private readonly int _frameBytes;
    private readonly int _maximumFrames;
    private readonly int _maximumDirty;
    private readonly int _maximumRun;
    private byte[]? _spare;
    private int _waiting;
    private long _hits;
    private long _misses;
    private long _waits;

    /// <summary>Makes an empty cache of its own, for tests; others use <see cref="Of"/>.</summary>
    internal PageCache(IBlockDevice disk, PageCacheLimits limits)
    {
        _disk = disk;
        _blockBytes = disk.BlockBytes;
        _frameBytes = Math.Max(LeastFrameBytes, _blockBytes);
        _maximumFrames = (int)Math.Max(limits.Bytes / _frameBytes, 2);
        _maximumDirty = (int)Math.Clamp(limits.DirtyBytes / _frameBytes, 1, _maximumFrames - 1);
        _maximumRun = Math.Max(Math.Min(limits.RequestBytes, disk.MaximumTransferBytes) / _frameBytes, 1);
    }

    /// <summary>The disk.</summary>
    internal IBlockDevice Disk => _disk;

    /// <summary>What it has done so far.</summary>
    internal CacheStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return new CacheStatistics(
                    _hits,
                    _misses,
                    Interlocked.Read(ref _readAheadBytes),
                    Interlocked.Read(ref _directReadBytes),
                    Interlocked.Read(ref _directWriteBytes),
                    Interlocked.Read(ref _writtenBackBytes),
                    Interlocked.Read(ref _writeBackRequests),
                    _waits,
                    (long)_frames.Count * _frameBytes,
                    (long)_dirty.Count * _frameBytes,
                    (long)_maximumFrames * _frameBytes);
            }
        }
    }

    /// <summary>The cache of a disk; made when it is first asked for.</summary>
    internal static PageCache Of(IBlockDevice disk) => s_caches.GetValue(disk, static made => new PageCache(made, PageCacheLimits.Default));

    /// <summary>The cache of a disk, if it has one.</summary>
    internal static PageCache? Find(IBlockDevice disk) => s_caches.TryGetValue(disk, out PageCache? cache) ? cache : null;

    /// <summary>Reads bytes; they lie on the disk.</summary>
    /// <param name="offset">First byte of the disk.</param>
    /// <param name="buffer">Receives them.</param>
    /// <returns>Success, or why the buffer's contents are undefined.</returns>
    internal BlockStatus Read(ulong offset, Memory<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int length = LengthPast(offset, buffer.Length);
            BlockStatus status;
            if (length > 0)
            {
                status = ReadPast(offset, buffer[..length]);
            }
            else
            {
                int from = (int)(offset % (ulong)_frameBytes);
                length = Math.Min(_frameBytes - from, buffer.Length);
                status = ReadFrame(offset / (ulong)_frameBytes, from, buffer[..length]);
            }

            if (!status.IsSuccess)
            {
                return status;
            }

            offset += (ulong)length;
            buffer = buffer[length..];
        }

        return BlockStatus.Success;
    }

    /// <summary>Writes bytes; they lie on the disk. They reach it later, or with <see cref="WriteBack"/>.</summary>
    /// <param name="offset">First byte of the disk.</param>
    /// <param name="data">The bytes.</param>
    /// <returns>Success; or why not all of them were taken: the disk is read-only, or the rest of a block could not be read.</returns>
    internal BlockStatus Write(ulong offset, ReadOnlyMemory<byte> data)
    {
        if (_disk.IsReadOnly)
        {
            return BlockStatus.Of(BlockError.ReadOnly);
        }

        while (!data.IsEmpty)
        {
            int from = (int)(offset % (ulong)_frameBytes);
            int length = Math.Min(_frameBytes - from, data.Length);
            BlockStatus status = WriteFrame(offset / (ulong)_frameBytes, from, data[..length]);
            if (!status.IsSuccess)
            {
                return status;
            }

            Throttle();
            offset += (ulong)length;
            data = data[length..];
        }

        return BlockStatus.Success;
    }

    private BlockStatus ReadFrame(ulong number, int from, Memory<byte> buffer)
    {
        CacheFrame frame = Enter(number);
        try
        {
            lock (frame)
            {
                AwaitLoaded(frame);
                uint missing = MaskOf(from, buffer.Length) & ~frame.Valid;
                if (missing == 0)
                {
                    Interlocked.Increment(ref _hits);
                }
                else
                {
                    // The neighbours come along, unless they would make a random read dearer; where one of them cannot be read, nobody has asked for it.
                    Interlocked.Increment(ref _misses);
                    BlockStatus status = Fill(frame, IsRandom(frame, from, buffer.Length) ? missing : BlocksOf(number) & ~frame.Valid);
                    missing &= ~frame.Valid;
                    status = status.IsSuccess || missing == 0 ? BlockStatus.Success : Fill(frame, missing);
                    if (!status.IsSuccess)
                    {
                        return status;
                    }
                }

                frame.Data.AsMemory(from, buffer.Length).CopyTo(buffer);
                return BlockStatus.Success;
            }
        }
        finally
        {
            Leave(frame);
        }
    }

    private BlockStatus WriteFrame(ulong number, int from, ReadOnlyMemory<byte> data)
    {
        CacheFrame frame = Enter(number);
        try
        {
            lock (frame)
            {
                AwaitLoaded(frame);
                int end = from + data.Length;
                uint partial = (from % _blockBytes != 0 ? MaskOf(from, 1) : 0) | (end % _blockBytes != 0 ? MaskOf(end - 1, 1) : 0);
                BlockStatus status = Fill(frame, partial & ~frame.Valid);
                if (!status.IsSuccess)
                {
                    return status;
                }

                data.CopyTo(frame.Data.AsMemory(from));
                uint written = MaskOf(from, data.Length);
                frame.Valid |= written;
                frame.Dirty |= written;
                lock (_lock)
                {
                    _dirty.Add(number);
                }

                return BlockStatus.Success;
            }
        }
        finally
        {
            Leave(frame);
        }
    }

    // Whoever reads less than a page, like metadata, will be back for its neighbours; so will who goes on where somebody has ended.
    private bool IsRandom(CacheFrame frame, int from, int length) => length >= PageBytes && (from == 0 || (frame.Valid & MaskOf(from - 1, 1)) == 0);

    private static void AwaitLoaded(CacheFrame frame)
    {
        while (frame.IsLoading)
        {
            Monitor.Wait(frame);
        }
    }

    // Reads blocks of a frame, neighbours in one request. The caller holds the frame's lock.
    private BlockStatus Fill(CacheFrame frame, uint blocks)
    {
        while (blocks != 0)
        {
            int first = BitOperations.TrailingZeroCount(blocks);
            int count = BitOperations.TrailingZeroCount(~(blocks >> first));
            int from = first * _blockBytes;
            int length = Math.Min(count * _blockBytes, _frameBytes - from);
            ulong block = ((frame.Number * (ulong)_frameBytes) + (ulong)from) / (ulong)_blockBytes;
            BlockStatus status = BlockTransfer.Read(_disk, block, frame.Data.AsMemory(from, length));
            if (!status.IsSuccess)
            {
                frame.ReplaceData();
                return status;
            }

            uint read = MaskOf(from, length);
            frame.Valid |= read;
            blocks &= ~read;
        }

        return BlockStatus.Success;
    }

    // Bits of the blocks that some bytes of a frame touch.
    private uint MaskOf(int from, int length)
    {
        int first = from / _blockBytes;
        int last = (from + length - 1) / _blockBytes;
        return (uint)((1UL << (last + 1)) - (1UL << first));
    }

    // Bits of the blocks of a frame that lie on the disk.
    private uint BlocksOf(ulong number)
    {
        ulong perFrame = (ulong)(_frameBytes / _blockBytes);
        ulong left = _disk.BlockCount - (number * perFrame);
        return (uint)((1UL << (int)Math.Min(left, perFrame)) - 1);
    }

    // Finds or makes a frame, which stays until Leave.
    private CacheFrame Enter(ulong number)
    {
        bool hasWaited = false;
        while (true)
        {
            lock (_lock)
            {
                if (_frames.TryGetValue(number, out CacheFrame? frame))
                {
                    frame.Users++;
                    _ages.Remove(frame.Age);
                    _ages.AddLast(frame.Age);
                    return frame;
                }

                if (TryMakeRoom())
                {
                    return Insert(number);
                }

                _waits += hasWaited ? 0 : 1;
                hasWaited = true;
                if (!CanWriteBack)
                {
                    Await();
                    continue;
                }
            }

            WriteBackSome();
        }
    }

    private void Leave(CacheFrame frame)
    {
        lock (_lock)
        {
            frame.Users--;
            Wake();
        }
    }

    private CacheFrame Insert(ulong number)
    {
        // What has not been read or written yet is not valid, so nobody sees what was in the memory before.
        CacheFrame frame = new(number, _spare ?? GC.AllocateUninitializedArray<byte>(_frameBytes)) { Users = 1 };
        _spare = null;
        _frames.Add(number, frame);
        _ages.AddLast(frame.Age);
        return frame;
    }

    private bool TryMakeRoom()
    {
        if (_frames.Count < _maximumFrames)
        {
            return true;
        }

        for (LinkedListNode<CacheFrame>? node = _ages.First; node is not null; node = node.Next)
        {
            if (CanLeave(node.Value))
            {
                _spare = node.Value.Data;
                Remove(node.Value);
                return true;
            }
        }

        return false;
    }

    private bool CanLeave(CacheFrame frame) => frame.Users == 0 && !frame.IsWriting && !_dirty.Contains(frame.Number);

    private void Remove(CacheFrame frame)
    {
        _ages.Remove(frame.Age);
        _frames.Remove(frame.Number);
    }

    private void Await()
    {
        _waiting++;
        Monitor.Wait(_lock);
        _waiting--;
    }

    private void Wake()
    {
        if (_waiting > 0)
        {
            Monitor.PulseAll(_lock);
        }
    }
}

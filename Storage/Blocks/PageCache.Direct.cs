using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>What goes past the cache or ahead of its users, and how it stays true to the disk.</summary>
internal sealed partial class PageCache
{
    private long _readAheadBytes;
    private long _directReadBytes;
    private long _directWriteBytes;

    /// <summary>Reads whole blocks from the disk itself, after what is newer in memory has been written back.</summary>
    internal BlockStatus ReadDirect(ulong block, Memory<byte> buffer)
    {
        WriteBack(block * (ulong)_blockBytes, (ulong)buffer.Length);
        Interlocked.Add(ref _directReadBytes, buffer.Length);
        return BlockTransfer.Read(_disk, block, buffer);
    }

    /// <summary>Writes whole blocks to the disk itself. What is in memory of them is forgotten, so that nobody reads what was before.</summary>
    internal BlockStatus WriteDirect(ulong block, ReadOnlyMemory<byte> data)
    {
        if (_disk.IsReadOnly)
        {
            return BlockStatus.Of(BlockError.ReadOnly);
        }

        ulong offset = block * (ulong)_blockBytes;
        WriteBack(offset, (ulong)data.Length);
        Interlocked.Add(ref _directWriteBytes, data.Length);
        BlockStatus status = BlockTransfer.Write(_disk, block, data);

        // Behind the write: what somebody read from the disk meanwhile may be the old content.
        Forget(offset, (ulong)data.Length, keepDirty: true);
        return status;
    }

    /// <summary>Tells the disk that nobody needs a range any more, and forgets it.</summary>
    internal BlockStatus Discard(ulong block, ulong count)
    {
        ulong offset = block * (ulong)_blockBytes;
        ulong length = count * (ulong)_blockBytes;
        Forget(offset, length, keepDirty: false);

        // What is on its way must not arrive behind the request and bring back what was given up.
        WriteBack(offset, length);
        return _disk.IsReadOnly ? BlockStatus.Of(BlockError.ReadOnly) : _disk.Discard(block, count);
    }

    /// <summary>Forgets the content of whole blocks in memory.</summary>
    /// <param name="offset">First byte of the disk.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="keepDirty">Whether what was not written back yet stays; else it never will be.</param>
    internal void Forget(ulong offset, ulong length, bool keepDirty)
    {
        if (length == 0)
        {
            return;
        }

        foreach (ulong number in Present(offset / (ulong)_frameBytes, (offset + length - 1) / (ulong)_frameBytes))
        {
            CacheFrame? frame;
            lock (_lock)
            {
                if (!_frames.TryGetValue(number, out frame))
                {
                    continue;
                }

                frame.Users++;
            }

            ulong start = number * (ulong)_frameBytes;
            int from = (int)(Math.Max(offset, start) - start);
            int end = (int)Math.Min(offset + length - start, (ulong)_frameBytes);
            lock (frame)
            {
                AwaitLoaded(frame);
                uint blocks = MaskOf(from, end - from);
                blocks &= keepDirty ? ~frame.Dirty : uint.MaxValue;
                frame.Valid &= ~blocks;
                frame.Dirty &= ~blocks;
                if (frame.Dirty == 0)
                {
                    lock (_lock)
                    {
                        _dirty.Remove(number);
                    }
                }
            }

            Leave(frame);
        }
    }

    /// <summary>Gives back the memory of a range, as far as nothing of it is in use or to be written back.</summary>
    internal void Drop(ulong offset, ulong length)
    {
        if (length == 0)
        {
            return;
        }

        ulong[] numbers = Present(offset / (ulong)_frameBytes, (offset + length - 1) / (ulong)_frameBytes);
        lock (_lock)
        {
            foreach (ulong number in numbers)
            {
                if (_frames.TryGetValue(number, out CacheFrame? frame) && CanLeave(frame))
                {
                    Remove(frame);
                }
            }
        }
    }

    /// <summary>Begins to read what will be asked for soon, if there is room for it. Does not wait.</summary>
    /// <param name="offset">First byte of the disk.</param>
    /// <param name="length">Bytes.</param>
    internal void ReadAhead(ulong offset, int length)
    {
        List<CacheFrame> run = [];
        lock (_lock)
        {
            ulong last = (offset + (ulong)length - 1) / (ulong)_frameBytes;
            for (ulong number = offset / (ulong)_frameBytes; number <= last && run.Count < _maximumRun; number++)
            {
                if (_frames.ContainsKey(number))
                {
                    if (run.Count > 0)
                    {
                        break;
                    }
                }
                else if (TryMakeRoom())
                {
                    CacheFrame frame = Insert(number);
                    frame.IsLoading = true;
                    run.Add(frame);
                }
                else
                {
                    break;
                }
            }
        }

        if (run.Count > 0)
        {
            _ = LoadAsync(run);
        }
    }

    private async Task LoadAsync(List<CacheFrame> run)
    {
        ulong block = run[0].Number * (ulong)(_frameBytes / _blockBytes);
        int length = (int)Math.Min((ulong)run.Count * (ulong)_frameBytes, (_disk.BlockCount - block) * (ulong)_blockBytes);
        byte[] copy = ArrayPool<byte>.Shared.Rent(length);
        BlockStatus status = BlockStatus.Of(BlockError.Refused);
        try
        {
            status = await _disk.ReadAsync(block, copy.AsMemory(0, length)).ConfigureAwait(false);
        }
        finally
        {
            // Failed or not, those who wait for it go on; they read for themselves and see why it failed.
            Interlocked.Add(ref _readAheadBytes, status.IsSuccess ? length : 0);
            for (int index = 0; index < run.Count; index++)
            {
                CacheFrame frame = run[index];
                int from = index * _frameBytes;
                lock (frame)
                {
                    if (status.IsSuccess)
                    {
                        copy.AsSpan(from, Math.Min(_frameBytes, length - from)).CopyTo(frame.Data);
                        frame.Valid = BlocksOf(frame.Number);
                    }

                    frame.IsLoading = false;
                    Monitor.PulseAll(frame);
                }

                Leave(frame);
            }
        }

        // After a failure the array stays out of the pool: a device that timed out may still write to it.
        if (status.IsSuccess)
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    // Bytes from here on of which nothing is in memory; 0 where that is not worth a request of its own.
    private int LengthPast(ulong offset, int wanted)
    {
        if (wanted < DirectBytes || offset % (ulong)_blockBytes != 0)
        {
            return 0;
        }

        ulong end = offset;
        lock (_lock)
        {
            for (ulong number = offset / (ulong)_frameBytes; end - offset < (ulong)wanted && !_frames.ContainsKey(number); number++)
            {
                end = (number + 1) * (ulong)_frameBytes;
            }
        }

        int length = (int)Math.Min(end - offset, (ulong)wanted) / _blockBytes * _blockBytes;
        return length < DirectBytes ? 0 : length;
    }

    private BlockStatus ReadPast(ulong offset, Memory<byte> buffer)
    {
        Interlocked.Increment(ref _misses);
        Interlocked.Add(ref _directReadBytes, buffer.Length);
        return BlockTransfer.Read(_disk, offset / (ulong)_blockBytes, buffer);
    }

    private ulong[] Present(ulong first, ulong last)
    {
        List<ulong> numbers = [];
        lock (_lock)
        {
            if (last - first > (ulong)_frames.Count)
            {
                return [.. _frames.Keys.Where(number => number >= first && number <= last).Order()];
            }

            for (ulong number = first; number <= last; number++)
            {
                if (_frames.ContainsKey(number))
                {
                    numbers.Add(number);
                }
            }
        }

        return [.. numbers];
    }
}

using System;
using System.Buffers;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>How what is dirty gets to the disk.</summary>
internal sealed partial class PageCache
{
    private readonly SortedSet<ulong> _writing = [];
    private readonly WriteFailures _failuresOfFiles = new();
    private readonly WriteFailures _failuresOfVolumes = new();
    private ulong _cursor;
    private long _writtenBackBytes;
    private long _writeBackRequests;

    // Frames that are written at the moment and dirty again must wait: two writes of one block have no order on the disk.
    private bool CanWriteBack => _dirty.Count > 0 && !_dirty.IsSubsetOf(_writing);

    /// <summary>Writes back what was dirty in a range before this call, and waits for what others write back of it. Makes nothing durable.</summary>
    /// <param name="offset">First byte of the disk.</param>
    /// <param name="length">Bytes.</param>
    internal void WriteBack(ulong offset, ulong length)
    {
        if (length == 0)
        {
            return;
        }

        ulong next = offset / (ulong)_frameBytes;
        ulong last = (offset + length - 1) / (ulong)_frameBytes;
        while (next <= last)
        {
            List<CacheFrame> run;
            lock (_lock)
            {
                ulong dirty = FirstOf(_dirty, next, last);
                ulong writing = FirstOf(_writing, next, last);
                if (dirty == ulong.MaxValue && writing == ulong.MaxValue)
                {
                    return;
                }

                if (writing <= dirty)
                {
                    Await();
                    continue;
                }

                run = TakeRun(dirty, last);
                next = run[^1].Number + 1;
            }

            WriteRun(run);
        }
    }

    /// <summary>Makes durable what has been written back.</summary>
    internal BlockStatus Flush() => _disk.Flush();

    /// <summary>Tells of a write-back in a range that failed since this was last asked; each is told once, and once to <see cref="TakeVolumeFailure"/>.</summary>
    internal BlockStatus TakeFailure(ulong offset, ulong length) => _failuresOfFiles.Take(offset, length);

    /// <summary>The same, for those who look after a whole volume.</summary>
    internal BlockStatus TakeVolumeFailure(ulong offset, ulong length) => _failuresOfVolumes.Take(offset, length);

    // Writers that make more dirty than may be pay for it: they write back until it is less.
    private void Throttle()
    {
        bool hasWaited = false;
        while (true)
        {
            lock (_lock)
            {
                if (_dirty.Count <= _maximumDirty)
                {
                    return;
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

    // One run, going round the disk so that everything has its turn.
    private void WriteBackSome()
    {
        List<CacheFrame> run;
        lock (_lock)
        {
            ulong start = NextToWrite(_cursor);
            start = start == ulong.MaxValue ? NextToWrite(0) : start;
            if (start == ulong.MaxValue)
            {
                return;
            }

            run = TakeRun(start, ulong.MaxValue);
            _cursor = run[^1].Number + 1;
        }

        WriteRun(run);
    }

    private ulong NextToWrite(ulong from)
    {
        foreach (ulong number in _dirty.GetViewBetween(from, ulong.MaxValue))
        {
            if (!_writing.Contains(number))
            {
                return number;
            }
        }

        return ulong.MaxValue;
    }

    private static ulong FirstOf(SortedSet<ulong> numbers, ulong first, ulong last)
    {
        foreach (ulong number in numbers.GetViewBetween(first, last))
        {
            return number;
        }

        return ulong.MaxValue;
    }

    // Neighbours that are dirty and not being written. The caller holds the lock and knows that the first is.
    private List<CacheFrame> TakeRun(ulong first, ulong last)
    {
        List<CacheFrame> run = [];
        for (ulong number = first; number <= last && run.Count < _maximumRun && _dirty.Contains(number) && !_writing.Contains(number); number++)
        {
            CacheFrame frame = _frames[number];
            frame.Users++;
            frame.IsWriting = true;
            _dirty.Remove(number);
            _writing.Add(number);
            run.Add(frame);
        }

        return run;
    }

    private void WriteRun(List<CacheFrame> run)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(run.Count * _frameBytes);
        bool allWell = false;
        try
        {
            int perFrame = _frameBytes / _blockBytes;
            BitRun blocks = new(run.Count * perFrame);
            for (int index = 0; index < run.Count; index++)
            {
                CacheFrame frame = run[index];
                lock (frame)
                {
                    blocks.Set(index * perFrame, frame.Dirty);
                    frame.Dirty = 0;
                    frame.Data.CopyTo(copy, index * _frameBytes);
                }
            }

            ulong start = run[0].Number * (ulong)perFrame;
            allWell = true;
            while (blocks.Next(out int first, out int count))
            {
                allWell &= WriteBlocks(start + (ulong)first, copy.AsMemory(first * _blockBytes, count * _blockBytes));
            }
        }
        finally
        {
            lock (_lock)
            {
                foreach (CacheFrame frame in run)
                {
                    frame.IsWriting = false;
                    frame.Users--;
                    _writing.Remove(frame.Number);
                }

                Wake();
            }
        }

        // After a failure the array stays out of the pool: a device that timed out may still read it.
        if (allWell)
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private bool WriteBlocks(ulong block, ReadOnlyMemory<byte> data)
    {
        Interlocked.Add(ref _writtenBackBytes, data.Length);
        Interlocked.Increment(ref _writeBackRequests);
        BlockStatus status = BlockTransfer.Write(_disk, block, data);
        if (status.Error is BlockError.Medium or BlockError.Refused && data.Length > _blockBytes)
        {
            // One bad block must not take its neighbours with it, which may be another file's.
            int half = data.Length / _blockBytes / 2 * _blockBytes;
            return WriteBlocks(block, data[..half]) & WriteBlocks(block + (ulong)(half / _blockBytes), data[half..]);
        }

        if (!status.IsSuccess)
        {
            _failuresOfFiles.Add(block * (ulong)_blockBytes, (ulong)data.Length, status);
            _failuresOfVolumes.Add(block * (ulong)_blockBytes, (ulong)data.Length, status);
        }

        return status.IsSuccess;
    }

    /// <summary>Bits, handed out as runs of ones.</summary>
    private sealed class BitRun(int length)
    {
        private readonly bool[] _bits = new bool[length];
        private int _position;

        internal void Set(int position, uint bits)
        {
            for (; bits != 0; bits &= bits - 1)
            {
                _bits[position + BitOperations.TrailingZeroCount(bits)] = true;
            }
        }

        internal bool Next(out int first, out int count)
        {
            first = Array.IndexOf(_bits, true, _position);
            int end = first < 0 ? -1 : Array.IndexOf(_bits, false, first);
            count = first < 0 ? 0 : (end < 0 ? _bits.Length : end) - first;
            _position = first < 0 ? _bits.Length : first + count;
            return count > 0;
        }
    }
}

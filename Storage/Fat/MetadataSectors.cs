using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>
/// Sectors of directories: what is in the cache, and on top of it the changes that must not reach the disk yet. Any thread may read; those
/// who change it hold the volume's lock.
/// </summary>
internal sealed class MetadataSectors(VolumeCache cache, int sectorBytes)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ulong, byte[]> _changed = [];

    // First bytes of entries whose files have got another entry, which must be on the disk before this one goes.
    private readonly Dictionary<ulong, byte> _outlasting = [];
    private int _version;

    /// <summary>Sectors that have not been written.</summary>
    internal int Count => _changed.Count;

    /// <summary>True if there are entries that go only after all others have been written.</summary>
    internal bool HasOutlasting => _outlasting.Count > 0;

    /// <summary>Reads bytes as they are now.</summary>
    internal FileStatus Read(ulong offset, Memory<byte> buffer)
    {
        while (true)
        {
            int version = Volatile.Read(ref _version);
            BlockStatus status = cache.Read(offset, buffer);
            if (!status.IsSuccess)
            {
                return FileStatus.OfDevice(cache.Device, status, $"a directory at byte {offset}");
            }

            lock (_lock)
            {
                // What was a change when the cache was read may have gone into it since: then neither has it.
                if (_version == version)
                {
                    Overlay(offset, buffer);
                    return FileStatus.Success;
                }
            }
        }
    }

    /// <summary>Changes bytes within a sector.</summary>
    internal FileStatus Write(ulong offset, ReadOnlySpan<byte> bytes)
    {
        ulong number = offset / (ulong)sectorBytes;
        byte[]? sector;
        lock (_lock)
        {
            _changed.TryGetValue(number, out sector);
        }

        if (sector is null)
        {
            sector = new byte[sectorBytes];
            BlockStatus status = cache.Read(number * (ulong)sectorBytes, sector);
            if (!status.IsSuccess)
            {
                return FileStatus.OfDevice(cache.Device, status, $"a directory at byte {offset}");
            }
        }

        lock (_lock)
        {
            bytes.CopyTo(sector.AsSpan((int)(offset % (ulong)sectorBytes)));
            _changed[number] = sector;
        }

        return FileStatus.Success;
    }

    /// <summary>Fills sectors with zeros; nothing is read.</summary>
    internal void Clear(ulong offset, int length)
    {
        lock (_lock)
        {
            for (ulong number = offset / (ulong)sectorBytes; number < (offset + (ulong)length) / (ulong)sectorBytes; number++)
            {
                _changed[number] = new byte[sectorBytes];
            }
        }
    }

    /// <summary>Marks an entry as free. Where its file has got another entry, it stays on the disk until that one is there.</summary>
    internal FileStatus Free(ulong offset, bool outlasts)
    {
        Span<byte> mark = stackalloc byte[1];
        if (outlasts)
        {
            byte[] old = new byte[1];
            FileStatus status = Read(offset, old);
            if (!status.IsSuccess)
            {
                return status;
            }

            lock (_lock)
            {
                _outlasting.TryAdd(offset, old[0]);
            }
        }

        mark[0] = FatEntry.FreeMark;
        return Write(offset, mark);
    }

    /// <summary>True if an entry that was marked as free must not be used yet.</summary>
    internal bool IsOutlasting(ulong offset)
    {
        lock (_lock)
        {
            return _outlasting.Count > 0 && _outlasting.ContainsKey(offset);
        }
    }

    /// <summary>Forgets the changes of sectors that no directory lies in any more.</summary>
    internal void Forget(ulong offset, ulong length)
    {
        lock (_lock)
        {
            if (_changed.Count == 0)
            {
                return;
            }

            for (ulong number = offset / (ulong)sectorBytes; number < (offset + length) / (ulong)sectorBytes; number++)
            {
                _changed.Remove(number);
            }

            foreach (ulong entry in _outlasting.Keys.Where(entry => entry >= offset && entry < offset + length).ToArray())
            {
                _outlasting.Remove(entry);
            }
        }
    }

    /// <summary>Hands changes to the cache.</summary>
    /// <param name="belongs">Which sectors, by their place.</param>
    /// <param name="final">Whether entries that outlast others go as well.</param>
    /// <param name="sectors">Receives where the sectors lie that have to be written back.</param>
    internal FileStatus Apply(Func<ulong, bool> belongs, bool final, List<ulong> sectors)
    {
        lock (_lock)
        {
            try
            {
                return ApplyLocked(belongs, final, sectors);
            }
            finally
            {
                // Behind all of it: who reads the cache meanwhile must notice that what it lacked was no change any more.
                _version++;
            }
        }
    }

    private FileStatus ApplyLocked(Func<ulong, bool> belongs, bool final, List<ulong> sectors)
    {
        foreach ((ulong number, byte[] sector) in _changed.ToArray())
        {
            ulong start = number * (ulong)sectorBytes;
            if (!belongs(start))
            {
                continue;
            }

            byte[] data = sector;
            bool isWhole = true;
            if (!final && _outlasting.Count > 0)
            {
                data = (byte[])sector.Clone();
                for (int entry = 0; entry < sectorBytes; entry += FatEntry.Bytes)
                {
                    if (_outlasting.TryGetValue(start + (ulong)entry, out byte first))
                    {
                        data[entry] = first;
                        isWhole = false;
                    }
                }
            }

            BlockStatus status = cache.Write(start, data);
            if (!status.IsSuccess)
            {
                return FileStatus.OfDevice(cache.Device, status, $"a directory at byte {start}", "write");
            }

            sectors.Add(start);
            if (isWhole)
            {
                _changed.Remove(number);
            }
        }

        if (final)
        {
            _outlasting.Clear();
        }

        return FileStatus.Success;
    }

    private void Overlay(ulong offset, Memory<byte> buffer)
    {
        ulong end = offset + (ulong)buffer.Length;
        for (ulong number = offset / (ulong)sectorBytes; _changed.Count > 0 && number * (ulong)sectorBytes < end; number++)
        {
            if (_changed.TryGetValue(number, out byte[]? sector))
            {
                ulong start = number * (ulong)sectorBytes;
                ulong from = Math.Max(start, offset);
                int length = (int)(Math.Min(start + (ulong)sectorBytes, end) - from);
                sector.AsMemory((int)(from - start), length).CopyTo(buffer[(int)(from - offset)..]);
            }
        }
    }
}

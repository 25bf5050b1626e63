using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>
/// The file allocation table: what is on the disk, and on top of it the changes that have not been written yet. Any thread may read;
/// those who change it hold the volume's lock.
/// </summary>
internal sealed class FatTable(VolumeCache cache, FatGeometry geometry)
{
    /// <summary>The bits of a FAT32 entry that count.</summary>
    internal const uint Mask = 0x0FFFFFFF;

    private const int PieceBytes = 4096;
    private const int MaximumPieces = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<uint, byte[]> _pieces = [];
    private readonly Queue<uint> _ages = new();
    private readonly Dictionary<uint, Change> _changes = [];
    private readonly int[] _changesOfPhase = new int[4];

    /// <summary>Changes that have not been written.</summary>
    internal int ChangeCount => _changes.Count;

    /// <summary>Clusters that are not in use any more, but not free on the disk yet.</summary>
    internal int FreeingCount => _changesOfPhase[(int)FatPhase.Free];

    /// <summary>What marks the last cluster of a chain.</summary>
    internal uint EndMark => geometry.Kind switch { FatKind.Fat12 => 0xFFFu, FatKind.Fat16 => 0xFFFFu, _ => Mask };

    /// <summary>Reads what follows a cluster.</summary>
    /// <param name="cluster">The number of a cluster that exists.</param>
    /// <param name="next">What follows it in its chain; 0 at the chain's end.</param>
    /// <returns>A failure if the device could not read, or if the entry is neither the end nor a cluster that exists.</returns>
    internal FileStatus Next(uint cluster, out uint next)
    {
        next = 0;
        FileStatus status = Read(cluster, out uint entry);
        if (!status.IsSuccess || entry >= EndMark - 7)
        {
            return status;
        }

        if (!geometry.Contains(entry))
        {
            string what = entry == 0 ? "a free one" : entry == EndMark - 8 ? "a bad one" : entry.ToString(CultureInfo.InvariantCulture);
            return FileStatus.Of(FileError.Damaged, $"{cache.Device.Name} is damaged: behind cluster {cluster} the FAT names {what}, but clusters are 2 to {geometry.ClusterCount + 1}");
        }

        next = entry;
        return FileStatus.Success;
    }

    /// <summary>Reads the entry of a cluster as it is now; 0 for a free one.</summary>
    internal FileStatus Read(uint cluster, out uint entry)
    {
        lock (_lock)
        {
            if (_changes.TryGetValue(cluster, out Change change))
            {
                entry = change.Value;
                return FileStatus.Success;
            }

            return ReadDisk(cluster, out entry);
        }
    }

    /// <summary>Tells whether a cluster can be taken: it is free, on the disk too.</summary>
    internal FileStatus IsAvailable(uint cluster, out bool available)
    {
        lock (_lock)
        {
            available = false;
            if (_changes.ContainsKey(cluster))
            {
                return FileStatus.Success;
            }

            FileStatus status = ReadDisk(cluster, out uint entry);
            available = status.IsSuccess && entry == 0;
            return status;
        }
    }

    /// <summary>True if a cluster was free on the disk and is not any more.</summary>
    internal bool IsNew(uint cluster)
    {
        lock (_lock)
        {
            return _changes.TryGetValue(cluster, out Change change) && change.Phase == FatPhase.New;
        }
    }

    /// <summary>Takes an available cluster.</summary>
    /// <param name="cluster">Its number.</param>
    /// <param name="next">What follows it; 0 if it is the last of its chain.</param>
    internal void Take(uint cluster, uint next)
    {
        lock (_lock)
        {
            Set(cluster, next == 0 ? EndMark : next, FatPhase.New);
        }
    }

    /// <summary>Lets a chain go on.</summary>
    /// <param name="last">Its last cluster.</param>
    /// <param name="next">A new cluster.</param>
    /// <returns>False if that must wait until an earlier change of the last cluster is on the disk.</returns>
    internal bool Link(uint last, uint next)
    {
        lock (_lock)
        {
            bool isChanged = _changes.TryGetValue(last, out Change change);
            if (isChanged && change.Phase != FatPhase.New)
            {
                return false;
            }

            Set(last, next, isChanged ? FatPhase.New : FatPhase.Link);
            return true;
        }
    }

    /// <summary>Makes a cluster the last of its chain.</summary>
    internal void Cut(uint cluster)
    {
        lock (_lock)
        {
            bool isChanged = _changes.TryGetValue(cluster, out Change change);
            if (isChanged && change.Phase == FatPhase.Link)
            {
                // It was the last one before, and still is on the disk.
                Unset(cluster);
            }
            else
            {
                Set(cluster, EndMark, isChanged ? change.Phase : FatPhase.Cut);
            }
        }
    }

    /// <summary>Gives a cluster up.</summary>
    /// <returns>A failure if it is free already, or could not be read.</returns>
    internal FileStatus Free(uint cluster)
    {
        lock (_lock)
        {
            bool isChanged = _changes.TryGetValue(cluster, out Change change);
            if (isChanged && change.Phase == FatPhase.New)
            {
                Unset(cluster);
                return FileStatus.Success;
            }

            uint entry = change.Value;
            FileStatus status = isChanged ? FileStatus.Success : ReadDisk(cluster, out entry);
            if (status.IsSuccess && entry == 0)
            {
                return FileStatus.Of(FileError.Damaged, $"{cache.Device.Name} is damaged: cluster {cluster} is part of a file and free at the same time");
            }

            if (status.IsSuccess)
            {
                Set(cluster, 0, FatPhase.Free);
            }

            return status;
        }
    }

    /// <summary>True if there are changes of a phase.</summary>
    internal bool Has(FatPhase phase) => _changesOfPhase[(int)phase] > 0;

    /// <summary>The clusters that have changes of a phase, neighbours together.</summary>
    internal List<(uint First, uint Count)> RunsOf(FatPhase phase)
    {
        lock (_lock)
        {
            List<(uint First, uint Count)> runs = [];
            foreach (uint cluster in _changes.Where(change => change.Value.Phase == phase).Select(change => change.Key).Order())
            {
                if (runs.Count > 0 && cluster == runs[^1].First + runs[^1].Count)
                {
                    runs[^1] = (runs[^1].First, runs[^1].Count + 1);
                }
                else
                {
                    runs.Add((cluster, 1));
                }
            }

            return runs;
        }
    }

    /// <summary>Hands the changes of a phase to the cache, for every table.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="sectors">Receives where the sectors lie that have to be written back.</param>
    internal FileStatus Apply(FatPhase phase, List<ulong> sectors)
    {
        lock (_lock)
        {
            if (!Has(phase))
            {
                return FileStatus.Success;
            }

            uint[] clusters = [.. _changes.Where(change => change.Value.Phase == phase).Select(change => change.Key).Order()];
            SectorPatch patch = new(this, sectors);
            foreach (uint cluster in clusters)
            {
                FileStatus status = Patch(patch, cluster, _changes[cluster].Value);
                if (!status.IsSuccess)
                {
                    return status;
                }

                Unset(cluster);
            }

            return patch.Close();
        }
    }

    /// <summary>Changes bits of the entry of cluster 1, where FAT16 and FAT32 keep whether the volume was left in order.</summary>
    internal FileStatus SetState(uint bit, bool isSet, List<ulong> sectors)
    {
        lock (_lock)
        {
            FileStatus status = ReadDisk(1, out uint entry);
            SectorPatch patch = new(this, sectors);
            status = status.IsSuccess ? Patch(patch, 1, isSet ? entry | bit : entry & ~bit) : status;
            return status.IsSuccess ? patch.Close() : status;
        }
    }

    private void Set(uint cluster, uint value, FatPhase phase)
    {
        Unset(cluster);
        _changes[cluster] = new Change(value, phase);
        _changesOfPhase[(int)phase]++;
    }

    private void Unset(uint cluster)
    {
        if (_changes.Remove(cluster, out Change change))
        {
            _changesOfPhase[(int)change.Phase]--;
        }
    }

    private FileStatus ReadDisk(uint cluster, out uint entry)
    {
        entry = 0;
        if (geometry.Kind == FatKind.Fat12)
        {
            // Twelve bits may lie in two pieces.
            ulong offset = cluster + (cluster / 2);
            FileStatus status = Byte(offset, out byte low);
            if (!status.IsSuccess)
            {
                return status;
            }

            status = Byte(offset + 1, out byte high);
            int pair = low | (high << 8);
            entry = (uint)((cluster & 1) != 0 ? pair >> 4 : pair & 0xFFF);
            return status;
        }

        int width = (int)geometry.Kind / 8;
        ulong position = (ulong)cluster * (ulong)width;
        FileStatus read = Piece((uint)(position / PieceBytes), out byte[] piece);
        if (read.IsSuccess)
        {
            ReadOnlySpan<byte> bytes = piece.AsSpan((int)(position % PieceBytes));
            entry = width == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes) & Mask;
        }

        return read;
    }

    private FileStatus Patch(SectorPatch patch, uint cluster, uint value)
    {
        ulong offset = geometry.Kind == FatKind.Fat12 ? cluster + (cluster / 2) : (ulong)cluster * ((ulong)geometry.Kind / 8);
        int shift = geometry.Kind == FatKind.Fat12 && (cluster & 1) != 0 ? 4 : 0;
        uint mask = geometry.Kind switch { FatKind.Fat12 => 0xFFFu, FatKind.Fat16 => 0xFFFFu, _ => Mask } << shift;
        uint bits = value << shift;
        FileStatus status = FileStatus.Success;
        for (int index = 0; mask != 0 && status.IsSuccess; index++, mask >>= 8, bits >>= 8)
        {
            status = patch.Set(offset + (ulong)index, (byte)mask, (byte)bits);
        }

        return status;
    }

    private FileStatus Byte(ulong offset, out byte value)
    {
        FileStatus status = Piece((uint)(offset / PieceBytes), out byte[] piece);
        value = status.IsSuccess ? piece[offset % PieceBytes] : (byte)0;
        return status;
    }

    private FileStatus Piece(uint number, out byte[] piece)
    {
        if (_pieces.TryGetValue(number, out byte[]? cached))
        {
            piece = cached;
            return FileStatus.Success;
        }

        piece = new byte[PieceBytes];
        ulong start = (ulong)number * PieceBytes;
        int length = (int)Math.Min(PieceBytes, geometry.TableBytes - start);
        BlockStatus status = cache.Read(geometry.TableOffset + start, piece.AsMemory(0, length));
        if (!status.IsSuccess)
        {
            return FileStatus.OfDevice(cache.Device, status, $"the FAT at byte {geometry.TableOffset + start}");
        }

        if (_pieces.Count == MaximumPieces)
        {
            _pieces.Remove(_ages.Dequeue());
        }

        _pieces.Add(number, piece);
        _ages.Enqueue(number);
        return FileStatus.Success;
    }

    private readonly record struct Change(uint Value, FatPhase Phase);

    /// <summary>Changes bytes of the table sector by sector; a finished one goes to the cache for every table.</summary>
    private sealed class SectorPatch(FatTable table, List<ulong> sectors)
    {
        private readonly FatGeometry _geometry = table.Geometry;
        private byte[] _piece = [];
        private ulong _sector = ulong.MaxValue;

        internal FileStatus Set(ulong offset, byte mask, byte bits)
        {
            ulong sector = offset / (ulong)_geometry.SectorBytes;
            if (sector != _sector)
            {
                FileStatus status = Close();
                status = status.IsSuccess ? table.Piece((uint)(offset / PieceBytes), out _piece) : status;
                if (!status.IsSuccess)
                {
                    return status;
                }

                _sector = sector;
            }

            ref byte value = ref _piece[(int)(offset % PieceBytes)];
            value = (byte)((value & ~mask) | (bits & mask));
            return FileStatus.Success;
        }

        internal FileStatus Close()
        {
            if (_sector == ulong.MaxValue)
            {
                return FileStatus.Success;
            }

            ulong start = _sector * (ulong)_geometry.SectorBytes;
            ReadOnlyMemory<byte> data = _piece.AsMemory((int)(start % PieceBytes), _geometry.SectorBytes);
            _sector = ulong.MaxValue;
            foreach (ulong offset in _geometry.TableOffsets)
            {
                BlockStatus status = table.Cache.Write(offset + start, data);
                if (!status.IsSuccess)
                {
                    return FileStatus.OfDevice(table.Cache.Device, status, $"the FAT at byte {offset + start}", "write");
                }

                sectors.Add(offset + start);
            }

            return FileStatus.Success;
        }
    }

    private FatGeometry Geometry => geometry;

    private VolumeCache Cache => cache;
}

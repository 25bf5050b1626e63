using System;
using System.Collections.Generic;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>
/// The names in a directory, read when first needed and kept as long as its node is. What the entries say besides belongs to the nodes of the
/// files. The caller holds <see cref="Lock"/>; who changes something holds the volume's lock as well, taken first.
/// </summary>
internal sealed class FatDirectory(FatVolume volume, ClusterChain? chain)
{
    // The specification's limit. A directory that goes on is damaged.
    private const int MaximumSlots = 65536;

    private readonly Dictionary<string, FatSlots> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FatSlots> _shortNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<int, FatSlots> _order = [];
    private readonly List<bool> _used = [];
    private bool _isLoaded;

    /// <summary>Guards everything here.</summary>
    internal Lock Lock { get; } = new();

    /// <summary>True if it has been removed: it is empty and stays so.</summary>
    internal bool IsRemoved { get; private set; }

    /// <summary>The names in their order on the disk.</summary>
    internal IReadOnlyCollection<FatSlots> All => _order.Values;

    /// <summary>Reads the names, if that has not been done.</summary>
    /// <returns>A failure if not all of them could be read: then there may be some, and nothing can be changed.</returns>
    internal FileStatus Load()
    {
        if (_isLoaded || IsRemoved)
        {
            return FileStatus.Success;
        }

        _names.Clear();
        _shortNames.Clear();
        _order.Clear();
        _used.Clear();
        FileStatus status = FatDirectoryReader.Read(volume, chain, Add);
        _isLoaded = status.IsSuccess;
        return status;
    }

    /// <summary>Finds a name, a long one or a short one, in any case, with dots at its end or without; null if there is none.</summary>
    internal FatSlots? Find(string name) => FindExact(name) ?? FindExact(name.TrimEnd('.'));

    /// <summary>Writes the entries of a new name.</summary>
    /// <param name="name">The name, which is not there.</param>
    /// <param name="entry">What the short entry says.</param>
    /// <param name="slots">Receives where they lie.</param>
    internal FileStatus Insert(string name, FatEntry entry, out FatSlots? slots)
    {
        slots = null;
        Span<byte> raw = stackalloc byte[FatEntry.Bytes];
        raw.Clear();
        FatSlots? leaving = Leaving(name);
        if (ShortNameMaker.Make(name, other => Find(other) is not null || (Leaving(other) is FatSlots held && held != leaving), raw) is not bool isLong)
        {
            return FileStatus.Of(FileError.NoSpace, "there are too many similar names in this directory");
        }

        int longCount = isLong ? LongNameWriter.Count(name) : 0;
        FileStatus status = FindRoom(longCount + 1, out int first);
        if (!status.IsSuccess)
        {
            return status;
        }

        string shortName = FatNames.Short(raw, 0);
        status = Place(first + longCount, out ulong place);
        slots = new FatSlots(isLong ? name : shortName, shortName, first, longCount + 1, place);
        if (status.IsSuccess && leaving is not null && (volume.Metadata.IsOutlasting(leaving.Offset) || !AreTogether(leaving, slots, volume.Geometry.SectorBytes)))
        {
            status = volume.CommitLocked();
        }

        status = status.IsSuccess ? Write(slots, isLong, entry, raw) : status;
        if (!status.IsSuccess)
        {
            return status;
        }

        for (int index = 0; index < slots.Count; index++)
        {
            SetUsed(first + index);
        }

        Index(slots);
        return EndBehind(first + slots.Count);
    }

    // Writes the entries of a new name.
    private FileStatus Write(FatSlots slots, bool isLong, FatEntry entry, Span<byte> raw)
    {
        entry.Encode(raw, volume.Geometry.Kind);
        byte[] entries = new byte[slots.Count * FatEntry.Bytes];
        LongNameWriter.Write(isLong ? slots.Name : string.Empty, FatNames.Checksum(raw), entries);
        raw.CopyTo(entries.AsSpan(entries.Length - FatEntry.Bytes));
        FileStatus status = FileStatus.Success;
        for (int index = 0; index < slots.Count && status.IsSuccess; index++)
        {
            status = Place(slots.First + index, out ulong place);
            status = status.IsSuccess ? volume.Metadata.Write(place, entries.AsSpan(index * FatEntry.Bytes, FatEntry.Bytes)) : status;
        }

        return status;
    }

    /// <summary>Frees the entries of a name.</summary>
    /// <param name="slots">The entries.</param>
    /// <param name="isOnDisk">Whether they may have got to the disk.</param>
    /// <param name="outlasts">Whether they must stay on the disk until the file's other entry is there.</param>
    internal FileStatus Delete(FatSlots slots, bool isOnDisk, bool outlasts)
    {
        if (isOnDisk)
        {
            volume.Leaving.Add(Key, slots);
        }

        for (int index = slots.Count - 1; index >= 0; index--)
        {
            FileStatus status = Place(slots.First + index, out ulong place);
            status = status.IsSuccess ? volume.Metadata.Free(place, outlasts) : status;
            if (!status.IsSuccess)
            {
                return status;
            }

            _used[slots.First + index] = false;
        }

        _order.Remove(slots.First);
        Unindex(_names, slots.Name, slots);
        Unindex(_shortNames, slots.ShortName, slots);
        return FileStatus.Success;
    }

    /// <summary>True if two sets of entries are all in one sector, so that no power cut comes between them.</summary>
    internal static bool AreTogether(FatSlots one, FatSlots other, int sectorBytes)
    {
        ulong sector = one.Offset / (ulong)sectorBytes;
        return other.Offset / (ulong)sectorBytes == sector
            && (one.Offset - ((ulong)(one.Count - 1) * FatEntry.Bytes)) / (ulong)sectorBytes == sector
            && (other.Offset - ((ulong)(other.Count - 1) * FatEntry.Bytes)) / (ulong)sectorBytes == sector;
    }

    /// <summary>Marks it as removed.</summary>
    internal void Remove()
    {
        IsRemoved = true;
        _names.Clear();
        _shortNames.Clear();
        _order.Clear();
        _used.Clear();
    }

    private uint Key => chain?.First ?? 0;

    private FatSlots? Leaving(string name) => volume.Leaving.Find(Key, name);

    private FatSlots? FindExact(string name) => _names.GetValueOrDefault(name) ?? _shortNames.GetValueOrDefault(name);

    private void Add(FatEntry? entry, int first, int count)
    {
        for (int index = 0; index < count; index++)
        {
            SetUsed(first + index);
        }

        if (entry is not null && !entry.IsVolumeLabel)
        {
            Index(new FatSlots(entry.Name, entry.ShortName, first, count, entry.Position));
        }
    }

    private void Index(FatSlots slots)
    {
        _order[slots.First] = slots;
        _names.TryAdd(slots.Name, slots);
        _shortNames.TryAdd(slots.ShortName, slots);
    }

    // Of two files with one name, as damage brings about, the other one is seen once the first is gone.
    private void Unindex(Dictionary<string, FatSlots> names, string name, FatSlots slots)
    {
        if (names.GetValueOrDefault(name) != slots)
        {
            return;
        }

        names.Remove(name);
        foreach (FatSlots other in _order.Values)
        {
            string otherName = ReferenceEquals(names, _names) ? other.Name : other.ShortName;
            if (otherName.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                names.TryAdd(name, other);
                return;
            }
        }
    }

    private void SetUsed(int slot)
    {
        while (_used.Count <= slot)
        {
            _used.Add(false);
        }

        _used[slot] = true;
    }

    private FileStatus FindRoom(int count, out int first)
    {
        first = 0;
        int run = 0;
        for (int slot = 0; slot < _used.Count; slot++)
        {
            bool isFree = !_used[slot] && Place(slot, out ulong place).IsSuccess && !volume.Metadata.IsOutlasting(place);
            run = isFree ? run + 1 : 0;
            if (run == count)
            {
                first = slot - count + 1;
                return FileStatus.Success;
            }
        }

        // What is free at the end goes on behind it.
        first = _used.Count - run;
        int needed = first + count;
        FileStatus status = Capacity(out int capacity);
        if (!status.IsSuccess || needed <= capacity)
        {
            return status;
        }

        return chain is null || needed > MaximumSlots
            ? FileStatus.Of(FileError.NoSpace, "this directory cannot have more entries")
            : volume.ExtendDirectory(chain, (uint)((needed * FatEntry.Bytes) + volume.Geometry.ClusterBytes - 1) / (uint)volume.Geometry.ClusterBytes);
    }

    private FileStatus Capacity(out int slots)
    {
        slots = volume.Geometry.RootBytes / FatEntry.Bytes;
        if (chain is null)
        {
            return FileStatus.Success;
        }

        FileStatus status = chain.Count(out uint count);
        slots = (int)Math.Min((ulong)count * (ulong)volume.Geometry.ClusterBytes / FatEntry.Bytes, MaximumSlots);
        return status;
    }

    // Nothing behind the last entry counts, whatever is there: it must not come to life because entries grow up to it.
    private FileStatus EndBehind(int slot)
    {
        FileStatus status = Capacity(out int capacity);
        if (!status.IsSuccess || slot < _used.Count || slot >= capacity)
        {
            return status;
        }

        status = Place(slot, out ulong place);
        byte[] first = new byte[1];
        status = status.IsSuccess ? volume.Metadata.Read(place, first) : status;
        return status.IsSuccess && first[0] != 0 ? volume.Metadata.Write(place, [0]) : status;
    }

    private FileStatus Place(int slot, out ulong place)
    {
        FatGeometry geometry = volume.Geometry;
        place = geometry.RootOffset + ((ulong)slot * FatEntry.Bytes);
        if (chain is null)
        {
            return FileStatus.Success;
        }

        uint perCluster = (uint)(geometry.ClusterBytes / FatEntry.Bytes);
        FileStatus status = chain.Find((uint)slot / perCluster, 1, out uint cluster, out uint found);
        if (status.IsSuccess && found == 0)
        {
            return FileStatus.Of(FileError.Damaged, $"{volume.Cache.Device.Name} is damaged: a directory is shorter than its entries");
        }

        place = found == 0 ? 0 : geometry.OffsetOf(cluster) + ((uint)slot % perCluster * FatEntry.Bytes);
        return status;
    }
}

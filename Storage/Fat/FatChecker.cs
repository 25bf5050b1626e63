using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>
/// Checks FAT volumes and changes nothing (what fsck.fat -n does): state and tables, every chain and directory, clusters that nobody leads
/// to, and the number of free ones. Bounded by the number of clusters, whatever the volume says.
/// </summary>
public sealed class FatChecker
{
    private const int PieceBytes = 64 * 1024;
    private const int MostProblems = 200;

    private readonly FatVolume _volume;
    private readonly FatGeometry _geometry;
    private readonly ClusterSet _owned = new();
    private readonly List<string> _problems = [];
    private readonly Queue<(string Path, ClusterChain? Chain)> _directories = new();
    private long _files;
    private uint _used;
    private FileStatus _failure;

    private FatChecker(FatVolume volume)
    {
        _volume = volume;
        _geometry = volume.Geometry;
    }

    /// <summary>Checks a volume that nobody changes meanwhile.</summary>
    /// <param name="device">The device.</param>
    /// <param name="report">Receives what was found; null after a failure.</param>
    /// <returns>A failure if the device could not be read or holds no FAT volume.</returns>
    public static FileStatus Check(IBlockDevice device, out FatCheckReport? report)
    {
        report = null;
        byte[] sector = new byte[FatGeometry.BootSectorBytes];
        BlockStatus read = DeviceReader.Length(device) < FatGeometry.BootSectorBytes ? BlockStatus.Success : DeviceReader.Read(device, 0, sector);
        if (!read.IsSuccess)
        {
            return FileStatus.OfDevice(device, read, "its boot sector");
        }

        string? problem = FatGeometry.LooksLikeFat(sector) ? FatGeometry.Parse(sector, DeviceReader.Length(device), out FatGeometry? geometry) : Nothing(out geometry);
        if (geometry is null)
        {
            return FileStatus.Of(FileError.Damaged, $"/dev/{device.Name}: {problem}");
        }

        FatVolume volume = new(device, geometry);
        FatChecker checker = new(volume);
        checker.CheckState();
        checker.CompareTables();
        checker.CheckTree();
        checker.FindLost();
        volume.Close();
        report = checker._failure.IsSuccess ? new FatCheckReport(checker._problems, checker._files, checker._used, geometry.ClusterCount) : null;
        return checker._failure;
    }

    private static string Nothing(out FatGeometry? geometry)
    {
        geometry = null;
        return "it holds no FAT file system";
    }

    private void Add(string problem)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(problem);
        }
    }

    private bool Succeeds(FileStatus status)
    {
        _failure = _failure.IsSuccess ? status : _failure;
        return status.IsSuccess;
    }

    private void CheckState()
    {
        if (!Succeeds(_volume.ReadState()))
        {
            return;
        }

        if (_volume.WasDirty)
        {
            Add("the dirty bit is set: the volume was not left in order, and what was written last may be lost");
        }

        if (Succeeds(_volume.Table.Read(0, out uint first)) && (byte)first != _geometry.Medium)
        {
            Add($"the FAT begins with medium 0x{(byte)first:x2}, the boot sector says 0x{_geometry.Medium:x2}");
        }
    }

    private void CompareTables()
    {
        byte[] one = new byte[PieceBytes];
        byte[] other = new byte[PieceBytes];
        for (int copy = 1; copy < _geometry.TableOffsets.Length; copy++)
        {
            for (ulong position = 0; position < _geometry.TableBytes; position += PieceBytes)
            {
                int count = (int)Math.Min(PieceBytes, _geometry.TableBytes - position);
                if (!Read(_geometry.TableOffsets[0] + position, one.AsMemory(0, count)) || !Read(_geometry.TableOffsets[copy] + position, other.AsMemory(0, count)))
                {
                    return;
                }

                int same = one.AsSpan(0, count).CommonPrefixLength(other.AsSpan(0, count));
                if (same < count)
                {
                    Add(string.Create(CultureInfo.InvariantCulture, $"the FATs differ: copy {copy + 1} has another byte {position + (ulong)same} than the first"));
                    break;
                }
            }
        }
    }

    private bool Read(ulong offset, Memory<byte> buffer)
    {
        BlockStatus status = _volume.Cache.Read(offset, buffer);
        return status.IsSuccess || Succeeds(FileStatus.OfDevice(_volume.Cache.Device, status, $"at byte {offset}"));
    }

    private void CheckTree()
    {
        uint root = _geometry.RootCluster;
        if (_geometry.Kind == FatKind.Fat32 && Own("/", root) == 0)
        {
            return;
        }

        _directories.Enqueue(("/", _geometry.Kind == FatKind.Fat32 ? new ClusterChain(_volume, root) : null));
        while (_failure.IsSuccess && _directories.TryDequeue(out (string Path, ClusterChain? Chain) directory))
        {
            HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
            int longEntries = 0;
            FileStatus status = FatDirectoryReader.Read(_volume, directory.Chain, (entry, first, count) =>
            {
                longEntries += entry is null ? 1 : 0;
                if (entry is { IsVolumeLabel: false })
                {
                    longEntries -= count - 1;
                    CheckEntry(directory.Path == "/" ? "/" + entry.Name : $"{directory.Path}/{entry.Name}", entry, names);
                }
            });
            if (status.Error == FileError.Damaged)
            {
                Add($"{directory.Path}: {status.Message}");
            }
            else if (!Succeeds(status))
            {
                return;
            }

            // The first two entries of all directories but the root are their own.
            int expected = directory.Path == "/" ? 0 : 2;
            if (longEntries > expected)
            {
                Add($"{directory.Path}: {longEntries - expected} entries belong to no file, as orphaned parts of long names do");
            }
        }
    }

    private void CheckEntry(string path, FatEntry entry, HashSet<string> names)
    {
        _files++;
        if (!names.Add(entry.Name) || (!entry.ShortName.Equals(entry.Name, StringComparison.OrdinalIgnoreCase) && !names.Add(entry.ShortName)))
        {
            Add($"{path}: there is another file of that name in its directory");
        }

        uint clusters = entry.FirstCluster == 0 ? 0 : Own(path, entry.FirstCluster);
        if (entry.IsDirectory)
        {
            if (clusters == 0)
            {
                Add($"{path}: the directory has no cluster of its own");
            }
            else
            {
                CheckDots(path, entry);
                _directories.Enqueue((path, new ClusterChain(_volume, entry.FirstCluster)));
            }

            return;
        }

        ulong room = clusters * (ulong)_geometry.ClusterBytes;
        if (entry.Length > room || room - entry.Length >= (ulong)_geometry.ClusterBytes)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{path}: it has {entry.Length} bytes, but its clusters hold {room}"));
        }
    }

    private void CheckDots(string path, FatEntry entry)
    {
        byte[] raw = new byte[2 * FatEntry.Bytes];
        if (Read(_geometry.OffsetOf(entry.FirstCluster), raw) && !(raw.AsSpan().StartsWith(".          "u8) && raw.AsSpan(FatEntry.Bytes).StartsWith("..         "u8)))
        {
            Add($"{path}: the directory does not begin with . and ..");
        }
        else if (FatEntry.Parse(raw, null, _geometry.Kind, 0).FirstCluster != entry.FirstCluster)
        {
            Add($"{path}: its entry . is of another directory");
        }
    }

    // Follows a chain and counts the clusters that nobody had before.
    private uint Own(string path, uint first)
    {
        uint count = 0;
        uint before = 0;
        uint cluster = first;
        while (true)
        {
            if (!_geometry.Contains(cluster))
            {
                Add(before == 0 ? $"{path}: it begins in cluster {cluster}, which does not exist" : $"{path}: behind cluster {before} its chain goes on with {cluster}, which is no cluster");
                return count;
            }

            if (!Succeeds(_volume.Table.Read(cluster, out uint next)))
            {
                return count;
            }

            if (next == 0 || next == _volume.Table.EndMark - 8)
            {
                Add($"{path}: its chain contains cluster {cluster}, which is {(next == 0 ? "free" : "marked as bad")}");
                return count;
            }

            if (!_owned.Add(cluster))
            {
                Add($"{path}: it shares cluster {cluster} with another file, or its chain runs in a circle");
                return count;
            }

            count++;
            _used++;
            if (next >= _volume.Table.EndMark - 7)
            {
                return count;
            }

            before = cluster;
            cluster = next;
        }
    }

    private void FindLost()
    {
        uint lost = 0;
        uint free = 0;
        for (uint index = 0; index < _geometry.ClusterCount && _failure.IsSuccess; index++)
        {
            uint cluster = FatGeometry.FirstCluster + index;
            if (Succeeds(_volume.Table.Read(cluster, out uint entry)))
            {
                free += entry == 0 ? 1u : 0;
                lost += entry != 0 && entry != _volume.Table.EndMark - 8 && !_owned.Contains(cluster) ? 1u : 0;
            }
        }

        if (lost > 0)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{lost} clusters ({lost * (ulong)_geometry.ClusterBytes} bytes) are in use, but belong to no file"));
        }

        byte[] sector = new byte[FatGeometry.BootSectorBytes];
        if (_geometry.InformationOffset == 0 || !Read(_geometry.InformationOffset, sector) || BinaryPrimitives.ReadUInt32LittleEndian(sector) != 0x41615252)
        {
            return;
        }

        uint noted = BinaryPrimitives.ReadUInt32LittleEndian(sector.AsSpan(488));
        if (noted != uint.MaxValue && noted != free)
        {
            Add($"the number of free clusters is noted as {noted}, but there are {free}");
        }
    }
}

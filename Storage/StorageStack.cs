using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>Block devices, their partitions, and the file systems on them. Every member may be called by any thread.</summary>
public sealed class StorageStack
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IBlockDevice, PartitionTable> _tables = [];

    /// <summary>Makes a stack without devices.</summary>
    public StorageStack()
    {
        Files = new VirtualFileSystem(Devices);
    }

    /// <summary>The block devices.</summary>
    public BlockDevices Devices { get; } = new();

    /// <summary>The files.</summary>
    public VirtualFileSystem Files { get; }

    /// <summary>Adds a disk and the partitions that its table lists. Reads the disk; do not call it from an interrupt's thread.</summary>
    /// <param name="disk">The disk. It stays the caller's: <see cref="Detach"/> it before it goes.</param>
    /// <returns>What was found; <see cref="PartitionTable.Problem"/> and <see cref="PartitionTable.Remark"/> are for the log.</returns>
    /// <exception cref="System.ArgumentException">The name is taken, or the device is impossible.</exception>
    public PartitionTable Attach(IBlockDevice disk)
    {
        Devices.Add(disk);
        PartitionTable table = PartitionTable.Read(disk);
        lock (_lock)
        {
            _tables[disk] = table;
        }

        foreach (PartitionEntry entry in table.Entries)
        {
            Devices.Add(new Partition(disk, entry));
        }

        return table;
    }

    /// <summary>Takes a disk and its partitions away, unless one of them is mounted.</summary>
    /// <param name="disk">A disk that was attached.</param>
    public FileStatus Detach(IBlockDevice disk)
    {
        Mount? mount = Files.Mounts.FirstOrDefault(mount => mount.FileSystem.Device == disk || (mount.FileSystem.Device as Partition)?.Disk == disk);
        if (mount is not null)
        {
            return FileStatus.Of(FileError.Busy, $"{mount.Source} is mounted on {mount.Path}; 'umount {mount.Path}' first");
        }

        lock (_lock)
        {
            _tables.Remove(disk);
        }

        return Devices.Remove(disk) ? FileStatus.Success : FileStatus.Of(FileError.NoEntry, $"{disk.Name} is not attached");
    }

    /// <summary>
    /// Reads the table of a disk again after it was changed. Partitions that stayed as they were stay the same objects; none that is mounted
    /// may have changed.
    /// </summary>
    /// <param name="disk">A disk that was attached.</param>
    /// <returns>Success; <see cref="FileError.Busy"/> if what the table says of a mounted partition has changed: then nothing here has.</returns>
    public FileStatus Reread(IBlockDevice disk)
    {
        PartitionTable table = PartitionTable.Read(disk);
        Partition[] gone = Devices.PartitionsOf(disk).Where(partition => !table.Entries.Contains(partition.Entry)).ToArray();
        Mount? mount = Files.Mounts.FirstOrDefault(mount => gone.Contains(mount.FileSystem.Device));
        if (mount is not null)
        {
            return FileStatus.Of(FileError.Busy, $"{mount.Source} is mounted on {mount.Path} and has changed; 'umount {mount.Path}' first");
        }

        lock (_lock)
        {
            _tables[disk] = table;
        }

        foreach (Partition partition in gone)
        {
            Devices.Remove(partition);
        }

        foreach (PartitionEntry entry in table.Entries.Where(entry => Devices.PartitionsOf(disk).All(partition => partition.Entry != entry)))
        {
            Devices.Add(new Partition(disk, entry));
        }

        return FileStatus.Success;
    }

    /// <summary>Takes a disk away that is gone, or about to go, with its partitions and the file systems that are mounted from them.</summary>
    /// <param name="disk">A disk that was attached.</param>
    /// <returns>The mounts that went with it, and whether what was written to them is on the disk.</returns>
    public IReadOnlyList<(Mount Mount, FileStatus Closed)> Abandon(IBlockDevice disk)
    {
        // A disk that is only about to go still takes what is in caches.
        (Mount Mount, FileStatus Closed)[] lost = [.. Files.Abandon(disk).Select(mount => (mount, mount.FileSystem.Close()))];
        lock (_lock)
        {
            _tables.Remove(disk);
        }

        Devices.Remove(disk);
        return lost;
    }

    /// <summary>The partition table that a disk had when it was attached; null for what is no attached disk.</summary>
    /// <param name="disk">A device.</param>
    public PartitionTable? TableOf(IBlockDevice disk)
    {
        lock (_lock)
        {
            return _tables.GetValueOrDefault(disk);
        }
    }
}

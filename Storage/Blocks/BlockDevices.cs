using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>The block devices there are, by name. Every member may be called by any thread.</summary>
public sealed class BlockDevices
{
    private readonly Lock _lock = new();
    private readonly List<IBlockDevice> _devices = [];

    /// <summary>The devices at this moment: disks in the order in which they came, each followed by its partitions by number.</summary>
    public IReadOnlyList<IBlockDevice> All
    {
        get
        {
            lock (_lock)
            {
                return _devices.Where(device => device is not Partition).SelectMany(disk => Family(disk)).ToArray();
            }
        }
    }

    /// <summary>Finds a device.</summary>
    /// <param name="name">Its name without /dev/, in exact case.</param>
    /// <returns>The device, or null if there is none of that name.</returns>
    public IBlockDevice? Find(string name)
    {
        lock (_lock)
        {
            return _devices.Find(device => device.Name == name);
        }
    }

    /// <summary>The partitions of a disk, by number.</summary>
    /// <param name="disk">A device of this registry.</param>
    public IReadOnlyList<Partition> PartitionsOf(IBlockDevice disk)
    {
        lock (_lock)
        {
            return Children(disk).ToArray();
        }
    }

    /// <summary>Adds a device.</summary>
    /// <param name="device">A disk, or a partition of a disk that is there.</param>
    /// <exception cref="ArgumentException">The name is taken or not fit for a file in /dev, or the block size or the parent is impossible.</exception>
    public void Add(IBlockDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device.Name.Length == 0 || device.Name is "." or ".." || device.Name.AsSpan().ContainsAny('/', '\0'))
        {
            throw new ArgumentException($"'{device.Name}' cannot be the name of a block device.", nameof(device));
        }

        if (device.BlockBytes < 512 || !int.IsPow2(device.BlockBytes))
        {
            throw new ArgumentException($"{device.Name} has blocks of {device.BlockBytes} bytes; they must be a power of two from 512 on.", nameof(device));
        }

        lock (_lock)
        {
            if (_devices.Exists(other => other.Name == device.Name))
            {
                throw new ArgumentException($"There is a block device called {device.Name} already.", nameof(device));
            }

            if (device is Partition partition && !_devices.Contains(partition.Disk))
            {
                throw new ArgumentException($"{device.Name} is a partition of {partition.Disk.Name}, which is not there.", nameof(device));
            }

            _devices.Add(device);
        }
    }

    /// <summary>Takes a device away, and its partitions with it. Requests that it is working on are not disturbed.</summary>
    /// <param name="device">The device.</param>
    /// <returns>False if it was not there.</returns>
    public bool Remove(IBlockDevice device)
    {
        lock (_lock)
        {
            if (!_devices.Remove(device))
            {
                return false;
            }

            _devices.RemoveAll(other => other is Partition partition && partition.Disk == device);
            return true;
        }
    }

    private IEnumerable<IBlockDevice> Family(IBlockDevice disk) => Children(disk).Prepend(disk);

    private IEnumerable<Partition> Children(IBlockDevice disk) =>
        _devices.OfType<Partition>().Where(partition => partition.Disk == disk).OrderBy(partition => partition.Entry.Number);
}

using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>
/// The part of a disk's cache that a volume sees, by bytes of the volume. Refuses every write where the volume was not opened for it. Any
/// thread may use it.
/// </summary>
internal sealed class VolumeCache
{
    private readonly PageCache _cache;
    private readonly ulong _start;
    private readonly int _blockBytes;

    /// <summary>Opens a device; reads nothing.</summary>
    /// <param name="device">A disk or a partition.</param>
    /// <param name="writable">Whether it may be written.</param>
    internal VolumeCache(IBlockDevice device, bool writable)
        : this(device, PageCache.Of((device as Partition)?.Disk ?? device), writable)
    {
    }

    /// <summary>Opens a device through a given cache of its disk.</summary>
    internal VolumeCache(IBlockDevice device, PageCache cache, bool writable)
    {
        Device = device;
        IsReadOnly = !writable || device.IsReadOnly;
        _cache = cache;
        _start = device is Partition partition ? partition.Entry.FirstBlock * (ulong)device.BlockBytes : 0;
        _blockBytes = device.BlockBytes;
        Length = DeviceReader.Length(device);
    }

    /// <summary>Writes back what a cache has of a range of a device, so that who reads past the cache sees it.</summary>
    internal static void Settle(IBlockDevice device, ulong offset, ulong length)
    {
        Partition? partition = device as Partition;
        ulong start = partition is null ? 0 : partition.Entry.FirstBlock * (ulong)device.BlockBytes;
        PageCache.Find(partition?.Disk ?? device)?.WriteBack(start + offset, length);
    }

    /// <summary>The device.</summary>
    internal IBlockDevice Device { get; }

    /// <summary>True if writes are refused.</summary>
    internal bool IsReadOnly { get; }

    /// <summary>Bytes.</summary>
    internal ulong Length { get; }

    /// <summary>What the cache of the whole disk has done.</summary>
    internal CacheStatistics Statistics => _cache.Statistics;

    /// <inheritdoc cref="PageCache.Read"/>
    internal BlockStatus Read(ulong offset, Memory<byte> buffer) =>
        Contains(offset, (ulong)buffer.Length) ? _cache.Read(_start + offset, buffer) : OutOfRange;

    /// <summary>Writes bytes. Large ones that fill blocks go to the disk itself; the others reach it later, or with <see cref="WriteBack"/>.</summary>
    internal BlockStatus Write(ulong offset, ReadOnlyMemory<byte> data) =>
        IsReadOnly ? BlockStatus.Of(BlockError.ReadOnly)
        : Contains(offset, (ulong)data.Length) ? _cache.Write(_start + offset, data)
        : OutOfRange;

    /// <inheritdoc cref="PageCache.ReadDirect"/>
    internal BlockStatus ReadDirect(ulong offset, Memory<byte> buffer) =>
        Contains(offset, (ulong)buffer.Length) ? _cache.ReadDirect((_start + offset) / (ulong)_blockBytes, buffer) : OutOfRange;

    /// <inheritdoc cref="PageCache.WriteDirect"/>
    internal BlockStatus WriteDirect(ulong offset, ReadOnlyMemory<byte> data) =>
        IsReadOnly ? BlockStatus.Of(BlockError.ReadOnly)
        : Contains(offset, (ulong)data.Length) ? _cache.WriteDirect((_start + offset) / (ulong)_blockBytes, data)
        : OutOfRange;

    /// <summary>True if some bytes are whole blocks.</summary>
    internal bool IsAligned(ulong offset, int length) => offset % (ulong)_blockBytes == 0 && length % _blockBytes == 0;

    /// <inheritdoc cref="PageCache.WriteBack"/>
    internal void WriteBack(ulong offset, ulong length) => _cache.WriteBack(_start + offset, Math.Min(length, Length - offset));

    /// <summary>Writes back everything that was dirty before this call.</summary>
    internal void WriteBackAll() => _cache.WriteBack(_start, Length);

    /// <summary>Makes durable what has been written back.</summary>
    internal BlockStatus Flush() => IsReadOnly ? BlockStatus.Success : _cache.Flush();

    /// <inheritdoc cref="PageCache.TakeFailure"/>
    internal BlockStatus TakeFailure(ulong offset, ulong length) => _cache.TakeFailure(_start + offset, length);

    /// <inheritdoc cref="PageCache.TakeVolumeFailure"/>
    internal BlockStatus TakeVolumeFailure() => _cache.TakeVolumeFailure(_start, Length);

    /// <summary>Forgets whole blocks that nobody needs any more, written back or not.</summary>
    internal void Forget(ulong offset, ulong length) => _cache.Forget(_start + offset, length, keepDirty: false);

    /// <summary>Tells the device that nobody needs some whole blocks any more.</summary>
    internal BlockStatus Discard(ulong offset, ulong length) =>
        IsReadOnly ? BlockStatus.Of(BlockError.ReadOnly) : _cache.Discard((_start + offset) / (ulong)_blockBytes, length / (ulong)_blockBytes);

    /// <summary>Gives back the memory.</summary>
    internal void Drop() => _cache.Drop(_start, Length);

    /// <inheritdoc cref="PageCache.ReadAhead"/>
    internal void ReadAhead(ulong offset, int length)
    {
        if (length > 0 && Contains(offset, (ulong)length))
        {
            _cache.ReadAhead(_start + offset, length);
        }
    }

    private static BlockStatus OutOfRange => BlockStatus.Of(BlockError.OutOfRange);

    private bool Contains(ulong offset, ulong length) => offset <= Length && length <= Length - offset;
}

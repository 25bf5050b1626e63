using System;
using System.Linq;
using CosmosNvme.Hal;
using CosmosNvme.KernelTests.Devices;
using CosmosNvme.Nvme;

namespace CosmosNvme.KernelTests.DataPath;

/// <summary>Buffers for a disk's data, of the one kind of memory or the other. Disposed when no request uses them.</summary>
internal sealed class DiskBuffers : IDisposable
{
    private readonly NvmeBufferPool? _pool;
    private readonly NvmeBuffer[] _rented;
    private readonly Memory<byte>[] _buffers;

    /// <summary>Makes the buffers.</summary>
    /// <param name="count">How many.</param>
    /// <param name="bytes">Length of each.</param>
    /// <param name="isPoolMemory">True: of a pool, whose addresses are known; false: ordinary arrays, page-aligned, pinned anew by every request.</param>
    internal DiskBuffers(int count, int bytes, bool isPoolMemory)
    {
        _pool = isPoolMemory ? new NvmeBufferPool(new DmaAllocator(), bytes) : null;
        _rented = [.. Enumerable.Range(0, _pool is null ? 0 : count).Select(_ => _pool!.RentBuffer())];
        _buffers = [.. Enumerable.Range(0, count).Select(index => _pool is null ? NvmeDisks.Buffer(bytes, 0) : _rented[index].Memory)];
    }

    /// <summary>A buffer.</summary>
    internal Memory<byte> this[int index] => _buffers[index];

    /// <summary>The pool's buffers behind them; there are none of ordinary memory.</summary>
    internal ReadOnlySpan<NvmeBuffer> AllRented => _rented;

    /// <summary>The pool's buffer behind <see cref="this"/>; there are none of ordinary memory.</summary>
    internal NvmeBuffer Rented(int index) => _rented[index];

    public void Dispose() => _pool?.Dispose();
}

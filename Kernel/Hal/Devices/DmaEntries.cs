using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>A ring in contiguous memory outside the managed heap. A disposed ring must not be used: its memory belongs to others.</summary>
/// <typeparam name="T">Entry layout.</typeparam>
internal sealed unsafe class DmaEntries<T> : DmaRing<T>
    where T : unmanaged
{
    private readonly T* _entries;
    private readonly uint _mask;
    private readonly ulong _physical;
    private bool _disposed;

    internal DmaEntries(uint entries)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries, 1U << 24);
        _mask = BitOperations.RoundUpToPowerOf2(entries) - 1;
        _entries = (T*)DmaServices.TryAllocate(Bytes, out _physical);
        if (_entries == null)
        {
            throw new InsufficientMemoryException($"There is no contiguous piece of {Bytes} bytes for a device's queue.");
        }
    }

    /// <inheritdoc/>
    public override DeviceAddress Address => new(_physical);

    /// <inheritdoc/>
    public override uint Capacity => _mask + 1;

    private ulong Bytes => ((ulong)_mask + 1) * (ulong)sizeof(T);

    /// <inheritdoc/>
    public override ref T this[uint index]
    {
        // SAFETY: the mask keeps every index inside the memory, which is ours until Dispose.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _entries[index & _mask];
    }

    /// <inheritdoc/>
    public override Span<T> Entries
    {
        // SAFETY: the memory has this many entries, and is ours until Dispose.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_entries, (int)(_mask + 1));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            DmaServices.Free(_physical, Bytes);
        }
    }
}

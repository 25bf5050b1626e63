using System;

namespace CosmosNvme.Abstractions;

/// <summary>
/// An array of entries in DMA memory: a queue of a device. The indexer hands out the entry itself; indexes wrap at the capacity,
/// which is a power of two, so that none can leave the memory. Use <see cref="System.Threading.Volatile"/> for fields that the device writes.
/// </summary>
/// <typeparam name="T">Entry layout without references.</typeparam>
public abstract class DmaRing<T> : IDisposable
    where T : unmanaged
{
    /// <summary>Where the device finds entry 0.</summary>
    public abstract DeviceAddress Address { get; }

    /// <summary>Entries in the memory: the number asked for, rounded up to a power of two.</summary>
    public abstract uint Capacity { get; }

    /// <summary>Entry <paramref name="index"/> modulo <see cref="Capacity"/>.</summary>
    public abstract ref T this[uint index] { get; }

    /// <summary>All entries, <see cref="Capacity"/> of them, for those who read many. Not to be kept beyond <see cref="Dispose()"/>.</summary>
    public abstract Span<T> Entries { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the memory; the device can no longer reach it.</summary>
    /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}

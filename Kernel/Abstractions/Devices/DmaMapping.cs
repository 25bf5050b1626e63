using System;

namespace CosmosNvme.Abstractions;

/// <summary>
/// Makes callers' buffers reachable for a device: pinned, every page present, translated page by page. Used again and again, so that
/// mapping allocates nothing once the object has seen its longest buffer. One thread at a time; thread context.
/// </summary>
public abstract class DmaMapping : IDisposable
{
    /// <summary>Bytes of a page of the translation: 4096.</summary>
    public const int PageBytes = 4096;

    /// <summary>Bytes mapped; 0 if nothing is.</summary>
    public abstract int Length { get; }

    /// <summary>Offset of the first byte in its page, 0 to 4095.</summary>
    public abstract int FirstPageOffset { get; }

    /// <summary>Pages that the mapped bytes touch.</summary>
    public abstract int PageCount { get; }

    /// <summary>Device address of the start of page <paramref name="page"/>, 0 to <see cref="PageCount"/> - 1.</summary>
    public abstract DeviceAddress PageAddress(int page);

    /// <summary>
    /// Adds a buffer behind what is mapped. The device sees one run of pages, so a buffer that is not the first must start a page,
    /// and the one before it must end one. The caller keeps the memory alive, and leaves it alone, until <see cref="Clear"/>.
    /// </summary>
    /// <param name="buffer">At least one byte; of writable memory if the device writes it.</param>
    /// <param name="direction">Which way the data goes.</param>
    /// <returns>False if the pages do not join, or one of them is not memory that a device can reach: nothing was added.</returns>
    public abstract bool TryAppend(ReadOnlyMemory<byte> buffer, DmaDirection direction);

    /// <summary>Lets go of what is mapped; the device is done with it. Does nothing if nothing is.</summary>
    public abstract void Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of everything.</summary>
    /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}

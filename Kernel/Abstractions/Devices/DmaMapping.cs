using System;

namespace CosmosNvme.Abstractions;

/// <summary>
/// A caller's buffer made reachable for a device: pinned, every page present, translated page by page. Disposed by its owner after
/// the device is done with it, not before.
/// </summary>
public abstract class DmaMapping : IDisposable
{
    /// <summary>Bytes of a page of the translation: 4096.</summary>
    public const int PageBytes = 4096;

    /// <summary>Bytes mapped.</summary>
    public abstract int Length { get; }

    /// <summary>Offset of the first byte in its page, 0 to 4095.</summary>
    public abstract int FirstPageOffset { get; }

    /// <summary>Pages that the buffer touches.</summary>
    public abstract int PageCount { get; }

    /// <summary>Device address of the start of page <paramref name="page"/>, 0 to <see cref="PageCount"/> - 1.</summary>
    public abstract DeviceAddress PageAddress(int page);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Unpins the buffer.</summary>
    /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}

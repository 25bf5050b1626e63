using System;

namespace CosmosNvme.Abstractions;

/// <summary>
/// Memory that CPU and device share: zeroed at birth, physically contiguous, never moved. Freed by Dispose, which its owner calls
/// only when the device can no longer reach it.
/// </summary>
public abstract class DmaMemory : IDisposable
{
    /// <summary>Where the device finds the first byte.</summary>
    public abstract DeviceAddress Address { get; }

    /// <summary>Bytes.</summary>
    public abstract int Length { get; }

    /// <summary>The bytes as the CPU sees them. What the device writes appears there at any time.</summary>
    public abstract Span<byte> Span { get; }

    /// <summary>
    /// The same bytes for those who keep a reference: mapping a part of it costs no pinning and no translation. Not to be used after Dispose.
    /// </summary>
    public abstract Memory<byte> Memory { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the memory.</summary>
    /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}

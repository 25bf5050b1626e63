using System;

namespace CosmosNvme.Abstractions;

/// <summary>
/// One interrupt of a device, bound to a CPU. The hard handler only counts; whoever waits is woken. A device that signals by
/// message writes <see cref="MessageData"/> to <see cref="MessageAddress"/>.
/// </summary>
public abstract class InterruptLine : IDisposable
{
    /// <summary>Name for people, like "nvme0 q3".</summary>
    public abstract string Name { get; }

    /// <summary>CPU that takes the interrupt, by index.</summary>
    public abstract int Cpu { get; }

    /// <summary>Interrupts so far. Any thread.</summary>
    public abstract long Count { get; }

    /// <summary>Where the device writes.</summary>
    public abstract PhysicalAddress MessageAddress { get; }

    /// <summary>What it writes.</summary>
    public abstract uint MessageData { get; }

    /// <summary>
    /// Blocks until <see cref="Count"/> differs from <paramref name="lastCount"/>; at once if it does already, so no interrupt is
    /// lost between looking and waiting.
    /// </summary>
    /// <param name="lastCount">The count up to which the caller has done the work.</param>
    /// <param name="timeoutNanoseconds">Longest wait.</param>
    /// <returns>The count now; equal to <paramref name="lastCount"/> after a time-out.</returns>
    public abstract long Wait(long lastCount, long timeoutNanoseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the vector; the device has been told to be silent.</summary>
    /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}

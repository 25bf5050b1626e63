using System;

namespace CosmosNvme.Abstractions;

/// <summary>
/// One interrupt of a device, bound to a CPU. The hard handler only counts, acknowledges and wakes that CPU's soft-interrupt thread,
/// which runs the attached work, and those who wait for <see cref="Signal"/>.
/// </summary>
public abstract class InterruptLine : IDisposable
{
    /// <summary>What the machine calls it, like "msix0 vec 3" or "ioapic0 pin 22".</summary>
    public abstract string Id { get; }

    /// <summary>Whose it is, for people: "nvme0 q3".</summary>
    public abstract string Name { get; }

    /// <summary>CPU that takes the interrupt, by index.</summary>
    public abstract int Cpu { get; }

    /// <summary>Interrupts so far, on all CPUs. Any thread.</summary>
    public abstract long Count { get; }

    /// <summary>
    /// True if the line was shut off, because it interrupted again and again and no device on it had anything to say. Who serves it has
    /// to look by itself from now on. Any thread.
    /// </summary>
    public virtual bool IsShutOff => false;

    /// <summary>
    /// For threads that wait for the interrupt themselves, beside the attached work or without one; null: the line has none. A wire is
    /// asserted until its device was served, so it has none. Thread context; may allocate.
    /// </summary>
    public virtual InterruptSignal? Signal => null;

    /// <summary>Where the device writes, if it signals by message.</summary>
    public abstract PhysicalAddress MessageAddress { get; }

    /// <summary>What it writes.</summary>
    public abstract uint MessageData { get; }

    /// <summary>What writes the message; without it the line cannot move. Set by whoever connects the line.</summary>
    public IMessageSource? Source { get; set; }

    /// <summary>Interrupts that a CPU took, by index. Any thread.</summary>
    public abstract long CountOn(int cpu);

    /// <summary>
    /// Makes <paramref name="work"/> run after each interrupt, or after several that came close together. Once, before the device
    /// can interrupt.
    /// </summary>
    public abstract void Attach(InterruptWork work);

    /// <summary>Takes the work away: when this returns, it is not running and will not run again. Thread context; blocks.</summary>
    public abstract void Detach();

    /// <summary>
    /// Makes another CPU take the interrupt from now on. Nothing is lost: the work runs once afterwards, whether or not the device
    /// signalled meanwhile. Thread context; blocks until it is done.
    /// </summary>
    /// <param name="cpu">Index of an online CPU.</param>
    /// <returns>False, with nothing changed: there is no such CPU, it has no free vector, or the line's kind cannot move.</returns>
    public abstract bool TryMoveTo(int cpu);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Frees the vector; the device has been told to be silent. When this returns, the work is not running and will not run again.
    /// </summary>
    /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}

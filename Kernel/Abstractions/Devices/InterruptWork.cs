namespace CosmosNvme.Abstractions;

/// <summary>What there is to do when an interrupt has come: the device's part of a soft interrupt.</summary>
public abstract class InterruptWork
{
    /// <summary>
    /// Looks at everything the interrupt may have announced, because several interrupts may be one call. Called on the soft-interrupt
    /// thread of the CPU that took the interrupt, never by two threads at once. Must not wait for other threads' work, and on the
    /// path of an I/O must not allocate: every device of that CPU waits meanwhile. May be called without a cause.
    /// </summary>
    /// <returns>
    /// False if the device had nothing to say, and had nothing said since the last call that somebody else has heard: a wire that keeps
    /// interrupting for nobody is shut off.
    /// </returns>
    public abstract bool Run();
}

using System.Collections.Generic;

namespace CosmosNvme.Abstractions;

/// <summary>Gives out interrupts. Thread context only.</summary>
public interface IInterruptController
{
    /// <summary>The lines given out and not given back, in the order of their ids.</summary>
    IReadOnlyList<InterruptLine> Lines { get; }

    /// <summary>Message interrupts for a function with MSI-X: address and data of each are its own.</summary>
    /// <param name="wanted">Name and CPU of each.</param>
    /// <returns>The lines for the first requests, as many as there are vectors; empty if there is none.</returns>
    IReadOnlyList<InterruptLine> AllocateMessages(IReadOnlyList<MessageRequest> wanted);

    /// <summary>
    /// Message interrupts for a function with MSI: all have the address of the first, and the data of line n is that of the first
    /// plus n, the first being a multiple of their number. So all arrive on one CPU.
    /// </summary>
    /// <param name="names">Whose each is; 1, 2, 4, 8, 16 or 32 of them.</param>
    /// <param name="cpu">Index of the CPU that shall take them.</param>
    /// <returns>All lines, or none if the CPU has no such block free.</returns>
    IReadOnlyList<InterruptLine> AllocateMessageBlock(IReadOnlyList<string> names, int cpu);

    /// <summary>What the numbers of <see cref="TryAllocatePin"/> are.</summary>
    PinInputKind PinInputs { get; }

    /// <summary>
    /// A level-triggered wire, shared with every other line given out for the same input: after each interrupt the works of all run,
    /// and only then can the wire interrupt again.
    /// </summary>
    /// <param name="name">Whose it is, for people: "nvme0".</param>
    /// <param name="input">The interrupt controller's input, see <see cref="PinInputs"/>.</param>
    /// <returns>The line, on CPU 0 unless the wire has moved; null if there is no such input or it serves something else.</returns>
    InterruptLine? TryAllocatePin(string name, int input);

    /// <summary>Interrupts that a CPU took on a vector of no device: it was freed too early, or something is broken.</summary>
    long UnhandledOn(int cpu);

    /// <summary>Interrupts that were gone when a CPU asked which it was.</summary>
    long SpuriousOn(int cpu);
}

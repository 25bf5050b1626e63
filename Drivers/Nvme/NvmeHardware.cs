using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// What a controller needs from the world: the bus glue, or a test, puts it together. Everything stays the giver's and must stay
/// usable until the controller has been shut down.
/// </summary>
public sealed record NvmeHardware
{
    /// <summary>The registers, doorbells included: as many queues are made as have their doorbells in the window.</summary>
    public required RegisterWindow Registers { get; init; }

    /// <summary>Memory that the controller can reach.</summary>
    public required IDmaAllocator Dma { get; init; }

    /// <summary>Time.</summary>
    public required IClock Clock { get; init; }

    /// <summary>Where the controller is, for people: its PCI address.</summary>
    public string Location { get; init; } = string.Empty;

    /// <summary>Where code runs: chooses the queue of a request.</summary>
    public required CpuNumber Cpu { get; init; }

    /// <summary>Makes what a thread sleeps on. Any thread.</summary>
    public required Func<ThreadEvent> NewEvent { get; init; }

    /// <summary>Where the driver says what it found and what went wrong.</summary>
    public required IKernelLog Log { get; init; }

    /// <summary>What its bus can do when the controller does not obey; null: nothing.</summary>
    public IControllerBus? Bus { get; init; }

    /// <summary>How the controller signals; of no meaning if it has no line.</summary>
    public InterruptMode InterruptMode { get; init; } = InterruptMode.MsiX;

    /// <summary>
    /// Line n is vector n of the controller, connected and unmasked. Vector 0 belongs to the admin queue; I/O queues share the
    /// others, or vector 0 if there is no other. Empty: the driver polls, and the controller must not interrupt.
    /// </summary>
    public IReadOnlyList<InterruptLine> Interrupts { get; init; } = [];

    /// <summary>
    /// Further lines, for queues that callers own, one each as far as they go: line n is vector <see cref="Interrupts"/>.Count + n, connected and
    /// unmasked. Nothing is attached to them; each has an <see cref="InterruptLine.Signal"/>.
    /// </summary>
    public IReadOnlyList<InterruptLine> LentInterrupts { get; init; } = [];
}

using System;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

namespace CosmosNvme.Nvme.Pci;

/// <summary>What the machine offers to drivers of PCI devices.</summary>
public sealed record NvmePciHost
{
    /// <summary>Maps BARs.</summary>
    public required IPhysicalMemory Memory { get; init; }

    /// <summary>Memory that devices reach.</summary>
    public required IDmaAllocator Dma { get; init; }

    /// <summary>Gives out interrupts; null: there are none, and controllers are polled.</summary>
    public IInterruptController? Interrupts { get; init; }

    /// <summary>Where interrupt pins arrive; null: nobody knows, so pins are not used.</summary>
    public PinRouting? Pins { get; init; }

    /// <summary>
    /// The only interrupts to be used; null: the best that work. A controller that cannot have them is polled, with a warning.
    /// </summary>
    public InterruptMode? ForcedInterrupts { get; init; }

    /// <summary>Tells controllers in a panic that power may go; null: nobody does.</summary>
    public IPanicWrites? PanicWrites { get; init; }

    /// <summary>Time.</summary>
    public required IClock Clock { get; init; }

    /// <summary>Where code runs; <see cref="RuntimeCpuNumber"/> where nothing is quicker.</summary>
    public required CpuNumber Cpu { get; init; }

    /// <summary>Makes what a thread sleeps on; a <see cref="RuntimeThreadEvent"/> where nothing is quicker. Any thread.</summary>
    public required Func<ThreadEvent> NewEvent { get; init; }

    /// <summary>The kernel log.</summary>
    public required IKernelLog Log { get; init; }

    /// <summary>CPUs that take interrupts: queue n goes to CPU n - 1, round and round.</summary>
    public int CpuCount { get; init; } = 1;
}

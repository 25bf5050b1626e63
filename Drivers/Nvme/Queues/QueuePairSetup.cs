using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>What a queue pair is made from.</summary>
internal sealed record QueuePairSetup
{
    /// <summary>0 for the admin queue, I/O queues from 1 on. Submission and completion queue have the same id.</summary>
    internal required ushort Id { get; init; }

    /// <summary>Entries of both rings, 2 to 65536.</summary>
    internal required uint Depth { get; init; }

    /// <summary>Length of each slot's PRP list; 0: commands carry no caller's buffers.</summary>
    internal int PrpListEntries { get; init; }

    /// <summary>How SGLs are used beside PRPs; of no meaning without <see cref="PrpListEntries"/>.</summary>
    internal SglUse Sgls { get; init; }

    /// <summary>True if those who wait for a command drain the queue themselves; false if an interrupt thread does.</summary>
    internal required bool IsPolled { get; init; }

    /// <summary>How long a thread that waits for a command looks for it before it sleeps, in nanoseconds; without meaning if it polls anyway.</summary>
    internal long SpinNanoseconds { get; init; }

    /// <summary>CPUs whose submissions and completions are told apart.</summary>
    internal int CpuCount { get; init; } = 1;

    /// <summary>Where the doorbells are.</summary>
    internal required DoorbellLayout Doorbells { get; init; }

    /// <summary>Where memory comes from.</summary>
    internal required IDmaAllocator Dma { get; init; }

    /// <summary>Time.</summary>
    internal required IClock Clock { get; init; }

    /// <summary>Where code runs.</summary>
    internal required CpuNumber Cpu { get; init; }

    /// <summary>Makes what a thread sleeps on.</summary>
    internal required Func<ThreadEvent> NewEvent { get; init; }

    /// <summary>Where to report a controller that breaks the rules or does not answer.</summary>
    internal required ControllerHealth Health { get; init; }
}

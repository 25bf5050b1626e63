using System.Collections.Generic;
using System;

namespace CosmosNvme.Nvme;

/// <summary>How a controller is to be run. The defaults suit every controller.</summary>
public sealed record NvmeOptions
{
    /// <summary>I/O queue pairs to ask for, 1 or more; the controller may grant fewer.</summary>
    public int QueuePairs { get; init; } = 1;

    /// <summary>
    /// Further I/O queue pairs without interrupts, for calls whose thread waits: it looks for the completion itself, first without a
    /// pause, then at growing distances. Where there are none, such calls use the others. As far as the controller grants them.
    /// </summary>
    public int PollQueuePairs { get; init; }

    /// <summary>Further I/O queue pairs that <see cref="NvmeController.TryTakeQueue"/> can lend, as far as the controller grants them.</summary>
    public int DirectQueuePairs { get; init; }

    /// <summary>CPUs that submit: they are spread evenly over the I/O queue pairs.</summary>
    public int CpuCount { get; init; } = Environment.ProcessorCount;

    /// <summary>True: the controller is told nothing by register that it can see in memory (shadow doorbells), if it offers that.</summary>
    public bool UsesShadowDoorbells { get; init; } = true;

    /// <summary>True: where it is faster, data is described by scatter gather lists instead of PRPs, if the controller offers that.</summary>
    public bool UsesSgls { get; init; } = true;

    /// <summary>How long a thread that waits for a command looks for its completion before it sleeps, in nanoseconds, while that helps; 0: not at all.</summary>
    public long SpinNanoseconds { get; init; } = 10_000;

    /// <summary>Entries of an I/O queue, 2 to 65536; the controller may allow fewer. One command less fits.</summary>
    public int QueueDepth { get; init; } = 1024;

    /// <summary>Longest transfer of one command in bytes, a multiple of 4096; the controller may allow less. Every slot of a queue keeps room for a PRP list of that length, 8 bytes for 4096.</summary>
    public int MaximumTransferBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>How many commands of a transfer that needs several may be on their way at once, 1 to 8.</summary>
    public int PartsAtOnce { get; init; } = Transfer.MostParts;

    /// <summary>How long a read, write or flush may take, in nanoseconds.</summary>
    public long IoTimeoutNanoseconds { get; init; } = 30_000_000_000;

    /// <summary>How long an admin command may take, in nanoseconds.</summary>
    public long AdminTimeoutNanoseconds { get; init; } = 60_000_000_000;

    /// <summary>How often a read, write or flush is sent again, after a status that allows it, a time-out or a reset; 0: never.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>False: a controller with which something is wrong is not reset, but put out of service, and late commands are not aborted.</summary>
    public bool IsResetAllowed { get; init; } = true;

    /// <summary>True: writes are refused before they reach the controller.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Namespaces, by names like <c>nvme0n1</c>, that may be written although <see cref="IsReadOnly"/>.</summary>
    public IReadOnlyCollection<string> WritableNamespaces { get; init; } = [];

    /// <summary>What is special about this controller.</summary>
    public NvmeQuirks Quirks { get; init; }
}

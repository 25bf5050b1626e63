namespace CosmosNvme.Nvme;

/// <summary>How a controller is to be run. The defaults suit every controller.</summary>
public sealed record NvmeOptions
{
    /// <summary>I/O queue pairs to ask for, 1 or more; the controller may grant fewer.</summary>
    public int QueuePairs { get; init; } = 1;

    /// <summary>Entries of an I/O queue, 2 to 65536; the controller may allow fewer. One command less fits.</summary>
    public int QueueDepth { get; init; } = 1024;

    /// <summary>Longest transfer of one command in bytes, a multiple of 4096; the controller may allow less. Every slot of a queue keeps room for a PRP list of that length, 8 bytes for 4096.</summary>
    public int MaximumTransferBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>How long a read, write or flush may take, in nanoseconds.</summary>
    public long IoTimeoutNanoseconds { get; init; } = 30_000_000_000;

    /// <summary>How long an admin command may take, in nanoseconds.</summary>
    public long AdminTimeoutNanoseconds { get; init; } = 60_000_000_000;

    /// <summary>True: writes are refused before they reach the controller.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>What is special about this controller.</summary>
    public NvmeQuirks Quirks { get; init; }
}

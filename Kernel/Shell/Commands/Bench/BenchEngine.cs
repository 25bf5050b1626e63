namespace CosmosNvme.Shell.Commands;

/// <summary>How a measurement learns that its requests have ended.</summary>
internal enum BenchEngine
{
    /// <summary>A queue of the job's own, polled (NvmeQueue).</summary>
    Poll,

    /// <summary>A queue of the job's own, whose interrupt the job's thread sleeps for (NvmeQueue).</summary>
    Interrupt,

    /// <summary>Awaited requests, ended by interrupts (ReadAsync, WriteAsync).</summary>
    Async,

    /// <summary>Threads that look for a while and then sleep (Read, Write).</summary>
    Hybrid,

    /// <summary>Threads that read and write by System.IO, disks too (RandomAccess).</summary>
    File,
}

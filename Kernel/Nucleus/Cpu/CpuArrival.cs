namespace CosmosNvme.Nucleus;

/// <summary>How far the start of a CPU has come.</summary>
internal enum CpuArrival
{
    /// <summary>It has not run a statement of C# yet.</summary>
    None,

    /// <summary>It is there and waits for the boot CPU to compare the counters.</summary>
    Arrived,

    /// <summary>It lacks something that the boot CPU has, and stopped for ever.</summary>
    Unlike,
}

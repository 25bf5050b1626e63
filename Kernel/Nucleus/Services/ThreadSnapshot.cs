namespace CosmosNvme.Nucleus;

/// <summary>One thread. Blittable.</summary>
public struct ThreadSnapshot
{
    /// <summary>Thread id.</summary>
    public int Id;

    /// <summary>What it was doing.</summary>
    public ThreadSnapshotState State;

    /// <summary>CPU it runs on or ran on last.</summary>
    public int LastCpu;

    /// <summary>Priority; 0 is the most urgent.</summary>
    public int Priority;

    /// <summary>Bit n: it may run on CPU n.</summary>
    public ulong AffinityMask;

    /// <summary>CPU time used, in nanoseconds.</summary>
    public ulong CpuNanoseconds;

    /// <summary>First eight bytes of the name, zero-filled.</summary>
    public ulong NameLow;

    /// <summary>Last eight bytes of the name, zero-filled.</summary>
    public ulong NameHigh;
}

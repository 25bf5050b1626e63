namespace CosmosNvme.Nucleus;

/// <summary>State and counters of one CPU. Blittable.</summary>
public struct CpuSnapshot
{
    /// <summary>Local APIC id.</summary>
    public uint ApicId;

    /// <summary>1 if the CPU is online.</summary>
    public uint Online;

    /// <summary>Nanoseconds spent on threads other than the idle one.</summary>
    public ulong BusyNanoseconds;

    /// <summary>Nanoseconds spent idle.</summary>
    public ulong IdleNanoseconds;

    /// <summary>Thread switches.</summary>
    public ulong ContextSwitches;

    /// <summary>Interrupts taken.</summary>
    public ulong Interrupts;

    /// <summary>Page faults taken.</summary>
    public ulong PageFaults;

    /// <summary>System calls taken.</summary>
    public ulong SystemCalls;
}

using System.Collections.Generic;

namespace CosmosNvme.Abstractions;

/// <summary>
/// The machine as the kernel sees it: CPUs, memory, threads, clock. All members are callable from any managed thread and never
/// block; those that return lists, strings or records of them allocate.
/// </summary>
public interface IMachine
{
    /// <summary>CPUs that firmware reports, online or not; at least 1.</summary>
    int CpuCount { get; }

    /// <summary>Index of the CPU that runs the caller now; it may be another one by the time the caller looks at the result.</summary>
    int CurrentCpu { get; }

    /// <summary>Privilege level of the code that runs: 0 on the machine.</summary>
    int PrivilegeLevel { get; }

    /// <summary>What the processor calls itself.</summary>
    ProcessorIdentity Processor { get; }

    /// <summary>Memory use now.</summary>
    MemoryInformation Memory { get; }

    /// <summary>When each boot stage was reached.</summary>
    BootTimeline Timeline { get; }

    /// <summary>Nanoseconds since reset; the same clock on every CPU, never goes back.</summary>
    ulong UptimeNanoseconds { get; }

    /// <summary>The kernel command line as the boot loader passed it.</summary>
    string CommandLine { get; }

    /// <summary>Reads one CPU's state and counters.</summary>
    /// <param name="index">0 up to <see cref="CpuCount"/> - 1.</param>
    CpuInformation GetCpu(int index);

    /// <summary>Lists the threads there are, idle threads included, in no particular order.</summary>
    IReadOnlyList<ThreadInformation> GetThreads();

    /// <summary>Records that a boot stage is reached; only the first call per stage counts.</summary>
    void Mark(BootStage stage);

    /// <summary>Restricts the calling thread to one CPU; it runs there when the call returns.</summary>
    /// <param name="cpu">Index of an online CPU.</param>
    void PinCurrentThread(int cpu);

    /// <summary>Lets the calling thread run on every online CPU again.</summary>
    void UnpinCurrentThread();

    /// <summary>Makes nucleus code touch an unmapped address, which ends the machine in a panic; it does not return. For death tests.</summary>
    void CrashNucleus();
}

using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Tests;

/// <summary>A machine with figures that a test chooses; its clock, current CPU and threads are the host's.</summary>
internal sealed class FakeMachine : IMachine
{
    internal List<CpuInformation> Cpus { get; } =
    [
        new(0, 0, true, 1_500_000_000, 500_000_000, 100, 200),
        new(1, 2, true, 500_000_000, 1_500_000_000, 50, 60),
    ];

    internal List<ThreadInformation> Threads { get; } =
    [
        new(7, "worker", ThreadRunState.Waiting, 1, 2, 0b10, 61_230_000_000),
        new(1, "main", ThreadRunState.Running, 0, 2, ulong.MaxValue, 1_234_000_000),
    ];

    internal HashSet<BootStage> Marks { get; } = [];

    internal bool Crashed { get; private set; }

    public int CpuCount => Cpus.Count;

    public int CurrentCpu => Thread.GetCurrentProcessorId();

    public int PrivilegeLevel { get; set; }

    public ProcessorIdentity Processor { get; } =
        new("GenuineTest", "Test CPU @ 1 GHz", 6, 42, 3, ["sse", "sse2"], 40, 48, "TCGTCGTCGTCG");

    public MemoryInformation Memory { get; set; } = new(1UL << 30, 768UL << 20, 100UL << 20, 900UL << 20, 1UL << 20, 5UL << 20);

    public BootTimeline Timeline { get; set; } = new(12_000_000, 34_000_000, 56_000_000, 78_900_000);

    public ulong UptimeNanoseconds { get; set; } = 125_000_000_000;

    public string CommandLine { get; set; } = string.Empty;

    public CpuInformation GetCpu(int index) => Cpus[index];

    public IReadOnlyList<ThreadInformation> GetThreads() => Threads;

    public void Mark(BootStage stage) => Marks.Add(stage);

    public void PinCurrentThread(int cpu)
    {
    }

    public void UnpinCurrentThread()
    {
    }

    public void CrashNucleus() => Crashed = true;
}

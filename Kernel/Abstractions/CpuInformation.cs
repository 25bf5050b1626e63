namespace CosmosNvme.Abstractions;

/// <summary>A snapshot of one logical CPU and its counters since it came online.</summary>
/// <param name="Index">Number of the CPU, from 0, as thread affinity uses it.</param>
/// <param name="ApicId">Hardware id of the CPU.</param>
/// <param name="IsOnline">False for a CPU that firmware lists and that did not come or was not wanted (<c>cpus=N</c>).</param>
/// <param name="BusyNanoseconds">Time spent running threads and interrupts.</param>
/// <param name="IdleNanoseconds">Time spent halted or waiting for work.</param>
/// <param name="ContextSwitches">Thread switches.</param>
/// <param name="Interrupts">Interrupts taken, timer included.</param>
public readonly record struct CpuInformation(
    int Index,
    uint ApicId,
    bool IsOnline,
    ulong BusyNanoseconds,
    ulong IdleNanoseconds,
    ulong ContextSwitches,
    ulong Interrupts);

namespace CosmosNvme.Abstractions;

/// <summary>A snapshot of one thread.</summary>
/// <param name="Id">Thread id, as gettid returns it.</param>
/// <param name="Name">Up to 15 characters; empty for a thread without a name.</param>
/// <param name="State">What it was doing.</param>
/// <param name="LastCpu">CPU it runs on or ran on last.</param>
/// <param name="Priority">Priority of the scheduler; 0 is the most urgent.</param>
/// <param name="AffinityMask">Bit n set: it may run on CPU n.</param>
/// <param name="CpuNanoseconds">CPU time it has used.</param>
public readonly record struct ThreadInformation(
    int Id,
    string Name,
    ThreadRunState State,
    int LastCpu,
    int Priority,
    ulong AffinityMask,
    ulong CpuNanoseconds);

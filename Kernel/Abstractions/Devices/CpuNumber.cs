namespace CosmosNvme.Abstractions;

/// <summary>
/// Tells on which CPU code runs. An abstract class, so that a kernel with one implementation gets its calls inlined: drivers ask for every request.
/// </summary>
public abstract class CpuNumber
{
    /// <summary>
    /// Index of the CPU that runs the caller, from 0 on. Only a hint: the thread may be on another one by the time the caller looks at
    /// it. Any context; allocates nothing, blocks never.
    /// </summary>
    public abstract int Current { get; }
}

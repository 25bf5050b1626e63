using System;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>How often something happened on each CPU. Any thread; each CPU writes cache lines of its own.</summary>
internal sealed class CpuCounts
{
    private readonly PaddedInt64[] _counts;

    /// <summary>Starts at zero.</summary>
    /// <param name="cpus">CPUs to tell apart; those beyond share their counts.</param>
    internal CpuCounts(int cpus)
    {
        _counts = new PaddedInt64[Math.Max(cpus, 1)];
    }

    /// <summary>The count of a CPU; 0 for one that there is not.</summary>
    internal long this[int cpu] => (uint)cpu < (uint)_counts.Length ? Volatile.Read(ref _counts[cpu].Value) : 0;

    /// <summary>Counts where the caller runs. A thread that is moved in between counts for the CPU that it left, and never twice.</summary>
    internal void Add(int amount)
    {
        uint cpu = (uint)Thread.GetCurrentProcessorId();
        PaddedInt64[] counts = _counts;
        Interlocked.Add(ref (cpu < (uint)counts.Length ? ref counts[cpu] : ref counts[cpu % (uint)counts.Length]).Value, amount);
    }
}

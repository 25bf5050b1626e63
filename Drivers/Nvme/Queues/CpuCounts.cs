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

    /// <summary>Counts. A caller that is moved to another CPU in between counts for the one that it left, and never twice.</summary>
    /// <param name="cpu">Where the caller runs.</param>
    /// <param name="amount">How much.</param>
    internal void Add(int cpu, int amount)
    {
        PaddedInt64[] counts = _counts;
        uint index = (uint)cpu < (uint)counts.Length ? (uint)cpu : (uint)cpu % (uint)counts.Length;
        Interlocked.Add(ref counts[index].Value, amount);
    }
}

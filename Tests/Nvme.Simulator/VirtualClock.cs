using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>Time that passes only when somebody waits: a time-out of two minutes takes no time at all.</summary>
public sealed class VirtualClock : IClock
{
    private long _now = 1_000_000_000;

    /// <inheritdoc/>
    public long Nanoseconds => Interlocked.Read(ref _now);

    /// <inheritdoc/>
    public void Delay(long nanoseconds)
    {
        Interlocked.Add(ref _now, nanoseconds);
        Thread.Yield();
    }
}

using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>What threads wait on for a simulated line, in virtual time.</summary>
/// <param name="clock">The clock that the driver runs on.</param>
public sealed class SimulatedSignal(VirtualClock clock) : InterruptSignal
{
    // Any: it only has to be an end, so that time does not jump further.
    private const long LongestWait = 1_000_000_000;

    private uint _count;
    private int _waits;

    /// <inheritdoc/>
    public override uint Count => Volatile.Read(ref _count);

    /// <summary>How often somebody waited here.</summary>
    public int Waits => Volatile.Read(ref _waits);

    /// <inheritdoc/>
    public override void Wait(uint seen, long deadline)
    {
        Interlocked.Increment(ref _waits);
        if (deadline < long.MaxValue)
        {
            clock.Wait(deadline - clock.Nanoseconds, () => Count != seen);
            return;
        }

        while (!clock.Wait(LongestWait, () => Count != seen))
        {
        }
    }

    /// <inheritdoc/>
    public override void Raise()
    {
        Interlocked.Increment(ref _count);
        clock.Signal();
    }
}

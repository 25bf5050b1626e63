namespace CosmosNvme.Abstractions;

/// <summary>
/// What threads sleep on until an interrupt comes, for those who serve their device themselves: the hard handler wakes them, and no other thread
/// runs in between. Any thread; nothing here allocates.
/// </summary>
/// <remarks>
/// Read <see cref="Count"/>, look at the device, and hand the count to <see cref="Wait"/>: whatever the device announces after that look ends the wait.
/// Several may wait for the same signal, and all of them wake.
/// </remarks>
public abstract class InterruptSignal
{
    /// <summary>Interrupts so far, round and round. Acquire: what the device wrote before is seen by whoever sees its interrupt counted.</summary>
    public abstract uint Count { get; }

    /// <summary>Sleeps until <see cref="Count"/> is another one than <paramref name="seen"/>. May end for no reason. Thread context.</summary>
    /// <param name="seen">The count before the caller looked at the device.</param>
    /// <param name="deadline">In nanoseconds of <see cref="IClock"/>; <see cref="long.MaxValue"/>, which is cheaper: none.</param>
    public abstract void Wait(uint seen, long deadline);

    /// <summary>Wakes those who wait without an interrupt.</summary>
    public abstract void Raise();
}

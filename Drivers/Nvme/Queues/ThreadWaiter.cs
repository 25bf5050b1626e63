using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// A thread that waits, for a command slot or for the end of a command. Kept in supply: a monitor would allocate on the way, whenever two threads met at it
/// for the first time.
/// </summary>
/// <param name="wakeUp">What the thread sleeps on; becomes its own.</param>
internal sealed class ThreadWaiter(ThreadEvent wakeUp) : SlotWaiter, IDisposable
{
    private bool _isServed;

    /// <summary>True once the wait has ended.</summary>
    internal bool IsServed => Volatile.Read(ref _isServed);

    /// <summary>Makes it ready for a wait. Nobody knows it.</summary>
    internal void Reset() => Volatile.Write(ref _isServed, false);

    /// <summary>Blocks until <see cref="WakeUp"/> was called: once for each call of it.</summary>
    internal void Sleep()
    {
#if COSMOS_SCHEDULES
        // The scheduler of a test runs one thread at a time: one that really slept would stop them all.
        while (!wakeUp.TryWait())
        {
            SchedulePoint.Reach();
        }
#else
        wakeUp.Wait();
#endif
    }

    /// <summary>True if a call of <see cref="WakeUp"/> is left that no sleep has used up. Uses it up.</summary>
    internal bool TryTakeLeftOver() => wakeUp.TryWait();

    /// <inheritdoc/>
    public void Dispose()
    {
        wakeUp.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    internal override void WakeUp() => Wake();

    /// <summary>The same for those who know whom they wake: no virtual call.</summary>
    internal void Wake()
    {
        SchedulePoint.Reach();
        Volatile.Write(ref _isServed, true);
        wakeUp.Set();
    }
}

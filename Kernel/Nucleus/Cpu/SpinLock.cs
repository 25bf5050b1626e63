using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// A spin lock for nucleus code, which always runs with interrupts off. While it waits it answers the other CPUs' TLB and
/// barrier requests: their sender may be the holder of this very lock.
/// </summary>
internal struct SpinLock
{
    private int _held;

    /// <summary>Takes the lock; returns when this CPU owns it. Not reentrant.</summary>
    internal void Acquire()
    {
        while (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
        {
            while (Volatile.Read(ref _held) != 0)
            {
                CrossCall.AnswerPending();
            }
        }
    }

    /// <summary>Takes the lock only if it is free.</summary>
    internal bool TryAcquire() => Interlocked.CompareExchange(ref _held, 1, 0) == 0;

    /// <summary>Gives the lock back; everything written under it is visible to the next owner.</summary>
    internal void Release() => Volatile.Write(ref _held, 0);
}

using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// A spin lock for nucleus code, which always runs with interrupts off. While it waits it answers the other CPUs' TLB and
/// barrier requests: their sender may be the holder of this very lock.
/// </summary>
internal struct SpinLock
{
    /// <summary>
    /// Some ten seconds where PAUSE takes a hundred cycles, and minutes in an emulator: no holder keeps a lock for more than milliseconds, not even one whose virtual
    /// CPU is not scheduled.
    /// </summary>
    private const ulong SpinsBeforePanic = 1UL << 28;

    private int _held;

    /// <summary>Takes the lock; returns when this CPU owns it. Not reentrant.</summary>
    internal void Acquire()
    {
        if (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
        {
            Wait();
        }
    }

    private void Wait()
    {
        ulong spins = 0;
        do
        {
            while (Volatile.Read(ref _held) != 0)
            {
                CrossCall.AnswerPending();

                // An emulator whose CPUs take turns goes on to the holder here, and without it perhaps never.
                Asm.Pause();
                if (++spins == SpinsBeforePanic)
                {
                    Panic.Stop("a spin lock is not given back: deadlock in the nucleus"u8);
                }
            }
        }
        while (Interlocked.CompareExchange(ref _held, 1, 0) != 0);
    }

    /// <summary>Takes the lock only if it is free.</summary>
    internal bool TryAcquire() => Interlocked.CompareExchange(ref _held, 1, 0) == 0;

    /// <summary>Gives the lock back; everything written under it is visible to the next owner.</summary>
    internal void Release() => Volatile.Write(ref _held, 0);
}

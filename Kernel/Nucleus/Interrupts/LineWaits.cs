namespace CosmosNvme.Nucleus;

/// <summary>
/// Threads that wait for a device interrupt themselves: the hard handler wakes them, and no other thread runs in between. Interrupts are counted, and
/// who waits says which count he has seen; so one that comes between his last look at the device and his call is not lost. Interrupts off in all methods.
/// </summary>
internal static unsafe class LineWaits
{
    private const ulong Key = 0;
    private const uint Bits = 1;

    /// <summary>Counts an interrupt and wakes everybody who waits for the line. Any CPU.</summary>
    internal static void Signal(DeviceInterrupt* line)
    {
        WaitQueue* waiters = &line->Waiters;
        waiters->Lock.Acquire();
        line->Signals++;
        Waiting.WakeAllLocked(waiters, 0);
        waiters->Lock.Release();
    }

    /// <summary>System call: waits for an interrupt of a line, unless there was one since <paramref name="seen"/> was read.</summary>
    /// <param name="thread">Who waits.</param>
    /// <param name="number">The line's number.</param>
    /// <param name="seen">The count before the caller looked at the device.</param>
    /// <param name="deadline">In nanoseconds of <see cref="Clock"/>, or <see cref="Waiting.Forever"/>.</param>
    /// <returns>0: there was an interrupt, or the line was given back; else an error. Callers look again in any case.</returns>
    internal static long Wait(Thread* thread, int number, uint seen, ulong deadline)
    {
        DeviceInterrupt* line = DeviceInterrupts.Find(number);
        if (line == null)
        {
            return -Errno.InvalidArgument;
        }

        line->Waiters.Lock.Acquire();
        if (line->Signals != seen)
        {
            line->Waiters.Lock.Release();
            return 0;
        }

        return Waiting.Block(thread, &line->Waiters, Key, Bits, deadline, -Errno.TimedOut, -Errno.Interrupted);
    }
}

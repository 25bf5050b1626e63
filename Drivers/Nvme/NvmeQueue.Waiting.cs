using System;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <content>How the owner sleeps until commands have ended. Who polls pays nothing for it.</content>
public sealed partial class NvmeQueue
{
    // So often an owner who waits looks for trouble. Once a second a sleeping one is woken for that (BackupPoll).
    private const long TroublePeriod = 900_000_000;

    /// <summary>True if an interrupt ends <see cref="WaitForInterrupt"/>; false if that looks now and then.</summary>
    public bool HasInterrupt => Interrupt is not null;

    /// <summary>What interrupts for it; null: nothing.</summary>
    internal QueueVector? Interrupt { get; }

    /// <summary>
    /// Sleeps until <see cref="Poll"/> has something to hand out: the queue's interrupt wakes this thread directly, wherever it runs. Returns at once
    /// if there is something already. Interrupts that come while the owner is awake wake nobody. A queue without an interrupt looks instead, first
    /// often, then once a millisecond. Like all other methods by one thread at a time; allocates nothing.
    /// </summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/>, which is cheaper: as long as it takes.</param>
    /// <returns>
    /// True: there are ends to poll, or the queue is lost, and <see cref="Poll"/> hands out the ends of all commands that were on their way. False: the
    /// time has passed.
    /// </returns>
    public bool WaitForInterrupt(TimeSpan timeout)
    {
        QueueVector? interrupt = Interrupt;
        if (interrupt is null)
        {
            return WaitByLooking(timeout);
        }

        // The count comes before the look: an interrupt for what is not there yet makes it another one, and the sleep ends at once.
        InterruptSignal signal = interrupt.Signal;
        uint seen = signal.Count;
        if (HasNews)
        {
            return true;
        }

        // Without a time limit nothing needs the clock, nor a timer.
        long deadline = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : DeadlineOf(timeout);
        signal.Wait(seen, deadline);
        return HasNews || SleepOn(signal, deadline);
    }

    // An end to be polled. While the controller is in trouble nothing that it writes is believed; the end of that is news, too.
    private bool HasNews
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsRunning ? IsNew(Volatile.Read(ref _completions[(uint)_ended].Outcome)) : IsLost;
    }

    private bool IsLost
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return Volatile.Read(ref _state) is Stopped or Unstoppable;
        }
    }

    // The interrupt was somebody else's, or for ends that were polled meanwhile, or none has come.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool SleepOn(InterruptSignal signal, long deadline)
    {
        long nextLook = _clock.Nanoseconds + TroublePeriod;
        while (true)
        {
            uint seen = signal.Count;
            if (HasNews)
            {
                return true;
            }

            long now = _clock.Nanoseconds;
            if (now >= deadline)
            {
                return false;
            }

            if (now >= nextLook)
            {
                nextLook = now + TroublePeriod;
                LookForTrouble();
            }

            signal.Wait(seen, deadline);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool WaitByLooking(TimeSpan timeout)
    {
        long deadline = DeadlineOf(timeout);
        long nextLook = _clock.Nanoseconds + TroublePeriod;
        PollingWait wait = new(_clock);
        while (!HasNews)
        {
            long now = _clock.Nanoseconds;
            if (now >= deadline)
            {
                return false;
            }

            if (now >= nextLook)
            {
                nextLook = now + TroublePeriod;
                LookForTrouble();
            }

            wait.Once();
        }

        return true;
    }

    private long DeadlineOf(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return long.MaxValue;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        long now = _clock.Nanoseconds;
        long most = (long.MaxValue - now) / TimeSpan.NanosecondsPerTick;
        return timeout.Ticks >= most ? long.MaxValue : now + (timeout.Ticks * TimeSpan.NanosecondsPerTick);
    }
}

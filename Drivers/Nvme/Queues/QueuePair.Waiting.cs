using System.Runtime.CompilerServices;

namespace CosmosNvme.Nvme;

/// <content>How threads wait: for a slot, and for the end of a command.</content>
internal sealed partial class QueuePair
{
    /// <summary>Claims a slot for a command that <see cref="Wait"/> will wait for. Blocks while all are in use.</summary>
    /// <returns>Null if the queue is closed: the controller has failed or is being shut down.</returns>
    internal CommandSlot? Claim() => _slots.TryClaim(owner: null) ?? (_slots.IsClosed ? null : ClaimInLine());

    /// <summary>Waits for a command of a slot that was claimed without an owner, hands out the result and gives the slot back.</summary>
    internal CommandResult Wait(CommandSlot slot)
    {
        if (IsPolled)
        {
            PollUntilEnded(slot);
        }
        else if (!SpinUntilEnded(slot))
        {
            Sleep(slot);
        }

        return _slots.Release(slot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CommandSlot? ClaimInLine()
    {
        ThreadWaiter waiter = RentWaiter();
        _slots.Line.Join(waiter);
        if (IsPolled)
        {
            // Slots come free when their owners see the completion; somebody has to fetch it, so it may as well be this thread.
            PollingWait wait = new(_clock);
            while (!waiter.IsServed)
            {
                Poll();
                Pause(ref wait);
            }
        }

        waiter.Sleep();
        CommandSlot? slot = waiter.Granted;
        _waiters.Push(waiter);
        return slot;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Sleep(CommandSlot slot)
    {
        ThreadWaiter waiter = RentWaiter();
        slot.Sleep(waiter);
        _waiters.Push(waiter);
    }

    // Allocates only if more threads wait at once than ever before.
    private ThreadWaiter RentWaiter()
    {
        if (_waiters.TryPop() is not ThreadWaiter waiter)
        {
            waiter = new ThreadWaiter(_newEvent());
            _waiters.Admit(waiter);
        }

        waiter.Reset();
        return waiter;
    }

    private void PollUntilEnded(CommandSlot slot)
    {
        PollingWait wait = new(_clock);
        while (!slot.HasEnded)
        {
            Poll();
            if (slot.HasEnded)
            {
                return;
            }

            Pause(ref wait);
        }
    }

    // Most answers of a fast device come before a thread could be put to sleep and woken. For a slow one it would be a waste.
    private bool SpinUntilEnded(CommandSlot slot)
    {
        const int StepsPerLook = 512;
        const long ShortestLook = 100;

        if (_spin == 0 || !_spinHistory.IsWorthTrying())
        {
            return slot.HasEnded;
        }

        // Bounded in looks as well: not every clock goes on while nobody sleeps.
        long end = _clock.Nanoseconds + _spin;
        for (long looks = _spin / ShortestLook; looks > 0 && !slot.HasEnded && _clock.Nanoseconds < end; looks--)
        {
            Poll();
            StepTime.Pass(StepsPerLook);
        }

        bool hasEnded = slot.HasEnded;
        _spinHistory.Note(hasEnded);
        return hasEnded;
    }

    private void Pause(ref PollingWait wait)
    {
        if (wait.IsLong)
        {
            LookForTrouble();
        }

        wait.Once();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LookForTrouble()
    {
        // The recovery thread looks after I/O queues, but it sends admin commands itself, and there are some before it lives.
        if (Id == 0)
        {
            _health.Check();
            if (_slots.FindLate(_clock.Nanoseconds) is CommandSlot slot)
            {
                _health.Report($"{Describe(slot)} got no answer in time");
            }
        }

        RingAgainIfShadowed();
    }
}

using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>
/// The line before a full queue: first come, first served, and who comes while others wait does not get past them. Only those use the
/// lock who find the queue full, and those who release a slot while somebody waits. Allocates nothing.
/// </summary>
/// <param name="free">The slots that nobody uses.</param>
internal sealed class SlotLine(FreeStack free)
{
    private readonly Lock _lock = new();
    private SlotWaiter? _first;
    private SlotWaiter? _last;
    private int _length;
    private volatile SlotGate _gate;

    /// <summary>True if nobody waits.</summary>
    internal bool IsEmpty => Volatile.Read(ref _length) == 0;

    /// <summary>Whether slots are given out.</summary>
    internal SlotGate Gate => _gate;

    /// <summary>
    /// Joins the line. From the call on the waiter is the line's, until it is woken; that may be before this returns.
    /// </summary>
    internal void Join(SlotWaiter waiter)
    {
        waiter.Granted = null;
        if (TryAppend(waiter))
        {
            SchedulePoint.Reach();
            Serve();
        }
        else
        {
            waiter.WakeUp();
        }
    }

    /// <summary>Ends a wait, also one that is about to begin. Does nothing if the waiter was served.</summary>
    internal void Cancel(SlotWaiter waiter)
    {
        lock (_lock)
        {
            waiter.IsUnwanted = true;
            if (!waiter.IsInLine)
            {
                return;
            }

            Remove(waiter);
        }

        waiter.WakeUp();
    }

    /// <summary>Gives the free slots to those who wait. By whoever has released a slot, if the line is not empty.</summary>
    internal void Serve()
    {
        SchedulePoint.Reach();
        while (!IsEmpty)
        {
            CommandSlot? slot = null;
            SlotGate gate = _gate;
            if (gate == SlotGate.Suspended)
            {
                return;
            }

            if (gate == SlotGate.Open)
            {
                slot = (CommandSlot?)free.TryPop();
                if (slot is null)
                {
                    return;
                }
            }

            if (TakeFirst() is SlotWaiter first)
            {
                slot?.Claim(first as CommandOwner);
                first.Granted = slot;
                first.WakeUp();
            }
            else if (slot is not null)
            {
                // The last one left meanwhile. Somebody may have joined before the slot is back: once more around.
                free.Push(slot);
            }
        }
    }

    /// <summary>Serves everybody, lets everybody wait, or sends everybody away, from now on.</summary>
    internal void SetGate(SlotGate gate)
    {
        _gate = gate;

        // A full fence: who joins counts himself before he looks at the gate, so either he sees the new one, or he is seen here.
        Interlocked.MemoryBarrier();
        Serve();
    }

    private bool TryAppend(SlotWaiter waiter)
    {
        lock (_lock)
        {
            if (waiter.IsUnwanted)
            {
                return false;
            }

            waiter.Previous = _last;
            waiter.Next = null;
            waiter.IsInLine = true;
            if (_last is null)
            {
                _first = waiter;
            }
            else
            {
                _last.Next = waiter;
            }

            _last = waiter;

            // A full fence: the look at the free slots that follows comes after it. Who releases a slot pushes it, and then looks at
            // the length: one of the two sees the other.
            Interlocked.Increment(ref _length);
            return true;
        }
    }

    private SlotWaiter? TakeFirst()
    {
        lock (_lock)
        {
            SlotWaiter? first = _first;
            if (first is not null)
            {
                Remove(first);
            }

            return first;
        }
    }

    private void Remove(SlotWaiter waiter)
    {
        if (waiter.Previous is null)
        {
            _first = waiter.Next;
        }
        else
        {
            waiter.Previous.Next = waiter.Next;
        }

        if (waiter.Next is null)
        {
            _last = waiter.Previous;
        }
        else
        {
            waiter.Next.Previous = waiter.Previous;
        }

        waiter.Next = null;
        waiter.Previous = null;
        waiter.IsInLine = false;
        Interlocked.Decrement(ref _length);
    }
}

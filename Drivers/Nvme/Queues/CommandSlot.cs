using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// A place for one command: its command id, its PRP list, the mapping of its buffer and whoever waits for it. Made with the queue and
/// used again and again: claimed by a thread, submitted, ended by whoever drains the completion queue, released by the claimer's side.
/// </summary>
internal sealed class CommandSlot : FreeStackItem
{
    private const int Free = 0;
    private const int Claimed = 1;
    private const int Submitted = 2;
    private const int Ending = 3;
    private const int Ended = 4;

    private readonly PrpList? _list;
    private readonly SglUse _sgls;
    private CommandOwner? _owner;
    private CommandResult _result;
    private int _state;
    private ThreadWaiter? _sleeper;

    /// <summary>Makes a free slot.</summary>
    /// <param name="mapping">What its commands' buffers are mapped with, and its list; null on a queue whose commands carry no caller's buffers.</param>
    /// <param name="list">Its PRP list.</param>
    /// <param name="sgls">How SGLs are used.</param>
    internal CommandSlot(DmaMapping? mapping, PrpList? list, SglUse sgls)
    {
        Mapping = mapping;
        _list = list;
        _sgls = sgls;
    }

    /// <summary>CID of its command: the slot's number in its queue.</summary>
    internal ushort Id => (ushort)Index;

    /// <summary>The command's buffer, cleared when the slot is released.</summary>
    internal DmaMapping? Mapping { get; }

    /// <summary>Bytes of the command's buffer; 0 if it has none of a caller.</summary>
    internal int DataBytes => Mapping?.Length ?? 0;

    /// <summary>When the command must have ended, on the driver's clock. Read by whoever looks for late commands.</summary>
    internal long DeadlineNanoseconds { get; private set; }

    /// <summary>The command's line in the flight recorder.</summary>
    internal long Record { get; set; }

    /// <summary>True while nobody uses the slot.</summary>
    internal bool IsFree => Volatile.Read(ref _state) == Free;

    /// <summary>True while the controller has the command, or is about to get it.</summary>
    internal bool IsSubmitted => Volatile.Read(ref _state) == Submitted;

    /// <summary>True once the result is there.</summary>
    internal bool HasEnded => Volatile.Read(ref _state) == Ended;

    /// <summary>
    /// True if the controller could not be stopped and may still write the buffer of a command that was given up. Such a slot and
    /// such a buffer are never used again.
    /// </summary>
    internal bool IsQuarantined => _result.IsQuarantined;

    /// <summary>Takes a free slot into use.</summary>
    /// <param name="owner">Who is told when the command has ended; null: a thread that looks, or waits in <see cref="Sleep"/>.</param>
    internal void Claim(CommandOwner? owner)
    {
        _owner = owner;
        Record = FlightRecorder.NoLine;
        Volatile.Write(ref _state, Claimed);
    }

    /// <summary>Describes the mapped buffer to the controller.</summary>
    internal void FillDataPointer(ref SubmissionEntry entry)
    {
        if (!SglBuilder.TryBuild(Mapping!, _list!, _sgls, ref entry))
        {
            PrpBuilder.Build(Mapping!, _list!, ref entry);
        }
    }

    /// <summary>Notes that the controller is about to get the command.</summary>
    internal void MarkSubmitted(long deadlineNanoseconds)
    {
        DeadlineNanoseconds = deadlineNanoseconds;
        Volatile.Write(ref _state, Submitted);
    }

    /// <summary>Stores the result and tells whoever waits. Never blocks for long: the lock is held for a few instructions, and only if somebody sleeps.</summary>
    /// <returns>False if the controller does not have this command, or another thread is ending it: nothing happened.</returns>
    internal bool TryEnd(CommandResult result, bool quarantine = false)
    {
        SchedulePoint.Reach();
        if (Interlocked.CompareExchange(ref _state, Ending, Submitted) != Submitted)
        {
            return false;
        }

        _result = result with { IsQuarantined = quarantine };
        CommandOwner? owner = _owner;

        // A full fence and not only a release: the look at the sleeper must come after it. Sleep does the two the other way round, so
        // that either the sleeper sees the end, or the sleeper is seen here.
        SchedulePoint.Reach();
        Interlocked.Exchange(ref _state, Ended);

        // From here on the slot may belong to somebody else. Waking that one for nothing does no harm (it looks, and sleeps again),
        // telling the wrong owner would.
        if (owner is not null)
        {
            owner.CommandEnded();
        }
        else if (Volatile.Read(ref _sleeper) is not null)
        {
            WakeUp();
        }

        return true;
    }

    /// <summary>Blocks until the result is there. Bounded, because somebody drains the queue and gives up late commands.</summary>
    /// <param name="waiter">What the thread sleeps on, in nobody's use; so it is again on return.</param>
    internal void Sleep(ThreadWaiter waiter)
    {
        while (!HasEnded)
        {
            // A full fence, see TryEnd.
            SchedulePoint.Reach();
            Interlocked.Exchange(ref _sleeper, waiter);
            SchedulePoint.Reach();
            if (HasEnded && Interlocked.Exchange(ref _sleeper, null) is not null)
            {
                return;
            }

            // Whoever has taken it out of the slot wakes it, or has done so; that must not be left over for the next sleep.
            waiter.Sleep();
        }
    }

    /// <summary>Lets go of the buffer and hands the result out. The slot is then free, unless it is quarantined.</summary>
    internal CommandResult TakeResult()
    {
        CommandResult result = _result;
        if (!IsQuarantined)
        {
            Relinquish();
        }

        return result;
    }

    /// <summary>Lets go of the buffer of a command that was not submitted.</summary>
    internal void Relinquish()
    {
        Mapping?.Clear();
        Volatile.Write(ref _state, Free);
    }

    private void WakeUp()
    {
        SchedulePoint.Reach();
        Interlocked.Exchange(ref _sleeper, null)?.Wake();
    }
}

using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// A submission queue and its completion queue. Any number of threads may submit and wait; at most one at a time drains. How threads wait, and how it lives through a reset, is in the other parts.
/// </summary>
/// <remarks>
/// The life of a command: claim a slot (<see cref="TryClaim"/>, <see cref="Claim"/>), <see cref="Append"/> and <see cref="Publish"/>
/// it, learn of its end (<see cref="Wait"/>, or as a <see cref="CommandOwner"/>), <see cref="Release"/> the slot. Memory that each side
/// writes is apart from the other's: claiming and appending in the slots and the submission queue, draining here and in the
/// completion queue.
/// </remarks>
internal sealed partial class QueuePair : IDisposable
{
    /// <summary>A time-out that never ends, for commands that wait for something to happen.</summary>
    internal const long Unlimited = long.MaxValue / 2;

    private readonly SubmissionQueue _submission;
    private readonly CompletionQueue _completion;
    private readonly CommandSlots _slots;
    private readonly IClock _clock;
    private readonly CpuNumber _cpu;
    private readonly Func<ThreadEvent> _newEvent;
    private readonly ControllerHealth _health;
    private readonly long _spin;
    private readonly FreeStack _waiters = new();
    private readonly CpuCounts _submissions;
    private readonly CpuCounts _completions;

    // Written by the drainer only.
    private readonly QueueCounters _counters = new();
    private SoleWorker _drainer;
    private long _drained;
    private SpinHistory _spinHistory;

    /// <summary>Allocates the rings and slots. The controller learns of them elsewhere.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory; nothing is left behind.</exception>
    internal QueuePair(QueuePairSetup setup)
    {
        Id = setup.Id;
        IsPolled = setup.IsPolled;
        _clock = setup.Clock;
        _cpu = setup.Cpu;
        _newEvent = setup.NewEvent;
        _health = setup.Health;
        _spin = setup.SpinNanoseconds;
        _submissions = new CpuCounts(setup.CpuCount);
        _completions = new CpuCounts(setup.CpuCount);
        _slots = new CommandSlots(setup.Dma, setup.Depth, setup.PrpListEntries, setup.Sgls);
        try
        {
            _submission = new SubmissionQueue(setup.Dma, setup.Depth, setup.Doorbells.SubmissionTail(setup.Id));
            _completion = new CompletionQueue(setup.Dma, setup.Depth, setup.Doorbells.CompletionHead(setup.Id));
        }
        catch (OutOfMemoryException)
        {
            _submission?.Dispose();
            _slots.Dispose();
            throw;
        }
    }

    /// <summary>Queue id: 0 for the admin queue.</summary>
    internal ushort Id { get; }

    /// <summary>Entries of each ring; one command less fits.</summary>
    internal uint Depth => _submission.Depth;

    /// <summary>True if those who wait drain the queue themselves.</summary>
    internal bool IsPolled { get; }

    /// <summary>Memory that the controller reaches: the rings and the slots' PRP lists, in bytes.</summary>
    internal long MemoryBytes => _submission.MemoryBytes + _completion.MemoryBytes + _slots.MemoryBytes;

    /// <summary>Of the submission ring.</summary>
    internal DeviceAddress SubmissionAddress => _submission.Address;

    /// <summary>Of the completion ring.</summary>
    internal DeviceAddress CompletionAddress => _completion.Address;

    /// <summary>The last commands.</summary>
    internal FlightRecorder Recorder { get; } = new();

    /// <summary>Transfers that nobody uses. Kept with the queue, so that those of a CPU are in its own cache.</summary>
    internal FreeStack Transfers { get; } = new();

    /// <summary>Those who wait because all slots are in use.</summary>
    internal SlotLine Line => _slots.Line;

    /// <summary>Commands ended so far by draining. Any thread; may be a little old.</summary>
    internal long Drained => Volatile.Read(ref _drained);

    /// <summary>True while a thread takes completions. Any thread.</summary>
    internal bool IsDraining => !_drainer.IsIdle;

    /// <summary>Whom to tell when a thread has taken the completions, because the controller may be masked until then; null: nobody. Set before the controller knows the queue.</summary>
    internal QueueInterrupt? MaskedWhileDrained { get; set; }

    /// <summary>What a CPU did here so far. Any thread; the two numbers are not of the same moment.</summary>
    internal QueueActivity ActivityOn(int cpu) => new(_submissions[cpu], _completions[cpu]);

    /// <summary>What the queue did so far. Any thread; allocates.</summary>
    internal QueueStatistics ReadStatistics() => _counters.Copy(Id, _slots.CountSubmitted());

    /// <summary>True if the controller has a command, or is about to get one.</summary>
    internal bool HasCommands => _slots.FindLate(Unlimited) is not null;

    /// <summary>True if a completion seems to wait for somebody to drain. Any thread; a reason to look closer.</summary>
    internal bool SeemsToHaveCompletions => HasCommands && _completion.SeemsToHaveNew;

    /// <summary>
    /// True if no thread uses a slot (nothing is outstanding, and every result was fetched) and none is still draining: the one that
    /// ended the last command has yet to ring the head doorbell, which must not happen to a queue that was deleted. Any thread.
    /// </summary>
    internal bool IsIdle => _slots.AreAllFree && _drainer.IsIdle;

    /// <summary>Claims a slot if one is free and nobody waits for one. Never blocks.</summary>
    /// <param name="owner">Who is told that the command has ended; null: the caller calls <see cref="Wait"/>.</param>
    internal CommandSlot? TryClaim(CommandOwner? owner) => _slots.TryClaim(owner);

    /// <summary>
    /// Puts a command into the submission queue; the controller gets it with the next <see cref="Publish"/>. Does not wait and never
    /// fails here: a closed queue ends the command at once.
    /// </summary>
    /// <param name="slot">A slot that the caller claimed; its id becomes the command's.</param>
    /// <param name="entry">The command, complete but for its id.</param>
    /// <param name="timeoutNanoseconds">How long the controller may take.</param>
    internal void Append(CommandSlot slot, ref SubmissionEntry entry, long timeoutNanoseconds)
    {
        entry.CommandId = slot.Id;
        long now = _clock.Nanoseconds;

        // Marked before a place is reserved, and reserving is a full fence on the word that closes the queue. So there are two cases: the
        // queue was closed before, then this thread ends its own command, which the controller never gets; or it is closed after, then
        // whoever closes it and gives up all commands finds this one marked. None is forgotten, and none is ended twice (TryEnd).
        slot.MarkSubmitted(now + timeoutNanoseconds);
        if (!_submission.TryReserve(out SubmissionPlace place))
        {
            slot.TryEnd(CommandResult.Of(CommandEnding.NotSubmitted));
            return;
        }

        int cpu = _cpu.Current;
        slot.Record = Recorder.Begin(place.Sequence(Depth), entry, now, cpu);
        _submissions.Add(cpu, 1);
        _submission.Finish(place, entry);
    }

    /// <summary>Hands over what was appended: one doorbell for all of it. Does not wait.</summary>
    internal void Publish() => _submission.Publish();

    /// <summary>Hands out the result of a command that has ended and gives the slot back.</summary>
    internal CommandResult Release(CommandSlot slot) => _slots.Release(slot);

    /// <summary>Gives a slot back that was not used.</summary>
    internal void ReleaseUnused(CommandSlot slot) => _slots.ReleaseUnused(slot);

    /// <summary>
    /// Ends every command whose completion is there. For those who come once and not again, like interrupts: never waits, but if
    /// another thread is at it, that one looks once more, because it may just have looked past what made this caller come.
    /// </summary>
    /// <returns>Commands ended by this call.</returns>
    internal int Drain() => _drainer.TryStart() ? DrainUntilUnmarked() : 0;

    /// <summary>The same for threads that come again anyway: leaves another thread that is at it alone.</summary>
    internal void Poll()
    {
        if (_drainer.TryStartIfIdle())
        {
            DrainUntilUnmarked();
        }
    }

    /// <summary>
    /// Tells the controller both doorbells again, by the registers, should a store to a shadow doorbell have been overlooked. That
    /// happens where the machine leaves out memory barriers, as some emulators with one CPU do. For those who have waited long.
    /// </summary>
    internal void RingAgainIfShadowed()
    {
        if (!_submission.IsShadowed || _health.IsTroubled)
        {
            return;
        }

        _submission.RingAgain();
        if (_drainer.TryStartIfIdle())
        {
            _completion.RingAgain();
            DrainUntilUnmarked();
        }
    }

    /// <summary>
    /// Frees the memory; the queue is closed and the controller cannot reach it. Waits for threads that are on their way out of the
    /// rings, and keeps all others out: late interrupts find the drainer's place taken for ever.
    /// </summary>
    public void Dispose()
    {
        Quiesce();
        _submission.Dispose();
        _completion.Dispose();
        _slots.Dispose();

        // One in whose use a thread still is belongs to that thread.
        while (_waiters.TryPop() is ThreadWaiter waiter)
        {
            waiter.Dispose();
        }
    }

    private int DrainUntilUnmarked()
    {
        int ended = 0;
        do
        {
            ended += DrainOnce();
        }
        while (!_drainer.TryFinish());

        MaskedWhileDrained?.UnmaskIfOwed();
        return ended;
    }

    private int DrainOnce()
    {
        int ended = 0;

        // No more than a ring full at a time, so that entries go back to the controller even if it is faster than this thread.
        while (ended < Depth && !_health.IsTroubled && _completion.TryTake(out CompletionEntry completion))
        {
            if (!TryEndCommand(completion))
            {
                break;
            }

            ended++;
        }

        if (ended != 0 && !_health.IsTroubled)
        {
            _completion.Publish();
            Volatile.Write(ref _drained, _drained + ended);
            _completions.Add(_cpu.Current, ended);
        }

        return ended;
    }

    // All three numbers were written by the device. One that is out of range means that it, or its memory, is broken: what else it
    // says cannot be believed, so the controller is given up, not only the command.
    private bool TryEndCommand(in CompletionEntry completion)
    {
        if (completion.SubmissionQueueId != Id)
        {
            return Refuse(completion, "names another submission queue");
        }

        if (completion.SubmissionHead >= Depth)
        {
            return Refuse(completion, "has a submission queue head beyond the queue");
        }

        if (_slots.Find(completion.CommandId) is not CommandSlot slot)
        {
            return Refuse(completion, "has a command id that was never given out");
        }

        if (!slot.IsSubmitted)
        {
            return Refuse(completion, "is for a command that is not outstanding");
        }

        // Recorded first: once the command has ended, the slot may belong to the next one.
        long now = _clock.Nanoseconds;
        long submitted = Recorder.End(slot.Record, completion.Status, now, out byte opcode);
        if (submitted >= 0)
        {
            _counters.Count(opcode, slot.DataBytes, now - submitted, !completion.Status.IsSuccess);
        }

        return slot.TryEnd(CommandResult.Of(completion));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Refuse(in CompletionEntry completion, string complaint)
    {
        _health.Report(string.Create(
            CultureInfo.InvariantCulture,
            $"a completion in queue {Id} {complaint} (command {completion.CommandId}, queue {completion.SubmissionQueueId}, head {completion.SubmissionHead}, status {completion.Status})"));
        return false;
    }
}

using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// A submission queue and its completion queue. Any number of threads may submit and wait; at most one at a time drains.
/// </summary>
/// <remarks>
/// The life of a command: claim a slot (<see cref="ClaimSlot"/>), submit (<see cref="Submit"/>), wait (<see cref="Wait"/> or
/// <see cref="WaitAsync"/>), which hands out the result and gives the slot back.
/// </remarks>
internal sealed class QueuePair : IDisposable
{
    private const int NobodyDrains = 0;
    private const int SomebodyDrains = 1;
    private const int DrainAgain = 2;

    private readonly SubmissionQueue _submission;
    private readonly CompletionQueue _completion;
    private readonly CommandSlots _slots;
    private readonly IClock _clock;
    private readonly ControllerHealth _health;
    private readonly Lock _submitLock = new();
    private bool _isClosed;
    private int _drainState;

    /// <summary>Allocates the rings and slots. The controller learns of them elsewhere.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory; nothing is left behind.</exception>
    internal QueuePair(QueuePairSetup setup)
    {
        Id = setup.Id;
        IsPolled = setup.IsPolled;
        _clock = setup.Clock;
        _health = setup.Health;
        _slots = new CommandSlots(setup.Dma, setup.Depth, setup.PrpListEntries);
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

    /// <summary>Of the submission ring.</summary>
    internal DeviceAddress SubmissionAddress => _submission.Address;

    /// <summary>Of the completion ring.</summary>
    internal DeviceAddress CompletionAddress => _completion.Address;

    /// <summary>The last commands.</summary>
    internal FlightRecorder Recorder { get; } = new();

    /// <summary>Claims a slot for a command that <see cref="Wait"/> will wait for. Blocks while all are in use.</summary>
    /// <returns>Null if the queue is closed: the controller has failed or is being shut down.</returns>
    internal CommandSlot? ClaimSlot()
    {
        if (!IsPolled)
        {
            return _slots.Claim(CommandWait.Block);
        }

        // Slots come free when their owners see the completion; somebody has to fetch it, so it may as well be this thread.
        PollingWait wait = new(_clock);
        while (true)
        {
            CommandSlot? slot = _slots.TryClaim(CommandWait.Poll);
            if (slot is not null || Volatile.Read(ref _isClosed))
            {
                return slot;
            }

            Poll();
            wait.Once();
        }
    }

    /// <summary>Claims a slot for a command that <see cref="WaitAsync"/> will wait for. Only on queues that are not polled.</summary>
    /// <returns>Null if the queue is closed.</returns>
    internal ValueTask<CommandSlot?> ClaimSlotAsync() => _slots.ClaimAsync(CommandWait.Await);

    /// <summary>Gives a command to the controller. Does not wait; never fails here: a closed queue ends the command at once.</summary>
    /// <param name="slot">A slot that the caller claimed; its id becomes the command's.</param>
    /// <param name="entry">The command, complete but for its id.</param>
    /// <param name="timeoutNanoseconds">How long the controller may take.</param>
    internal void Submit(CommandSlot slot, ref SubmissionEntry entry, long timeoutNanoseconds)
    {
        entry.CommandId = slot.Id;
        lock (_submitLock)
        {
            if (!_isClosed)
            {
                long now = _clock.Nanoseconds;
                slot.MarkSubmitted(now + timeoutNanoseconds, Recorder.Begin(entry, now));
                _submission.Append(entry);
                _submission.Publish();
                return;
            }
        }

        slot.Reject(CommandResult.Of(CommandEnding.ControllerFailed));
    }

    /// <summary>Waits for a command of a slot from <see cref="ClaimSlot"/>, hands out the result and gives the slot back.</summary>
    internal CommandResult Wait(CommandSlot slot)
    {
        if (IsPolled)
        {
            PollUntilEnded(slot);
        }
        else
        {
            slot.WaitUntilEnded();
        }

        return _slots.Release(slot);
    }

    /// <summary>Waits for a command of a slot from <see cref="ClaimSlotAsync"/>, hands out the result and gives the slot back.</summary>
    internal async ValueTask<CommandResult> WaitAsync(CommandSlot slot)
    {
        _ = await slot.AsTask().ConfigureAwait(false);
        return _slots.Release(slot);
    }

    /// <summary>
    /// Ends every command whose completion is there. For interrupt threads, which come once and not again: never waits, but if
    /// another thread is at it, that one is told to look once more, because it may just have looked past what made this caller come.
    /// </summary>
    /// <returns>Commands ended by this call.</returns>
    internal int Drain()
    {
        bool isMine = Interlocked.CompareExchange(ref _drainState, SomebodyDrains, NobodyDrains) == NobodyDrains
            || Interlocked.Exchange(ref _drainState, DrainAgain) == NobodyDrains;
        return isMine ? DrainUntilUnmarked() : 0;
    }

    /// <summary>The same for threads that come again anyway: leaves another thread that is at it alone.</summary>
    internal void Poll()
    {
        if (Interlocked.CompareExchange(ref _drainState, SomebodyDrains, NobodyDrains) == NobodyDrains)
        {
            DrainUntilUnmarked();
        }
    }

    /// <summary>
    /// True if no thread uses a slot (nothing is outstanding, and every result was fetched) and none is still draining: the one that
    /// ended the last command has yet to ring the head doorbell, which must not happen to a queue that was deleted. Any thread.
    /// </summary>
    internal bool IsIdle => _slots.AreAllFree && Volatile.Read(ref _drainState) == NobodyDrains;

    /// <summary>Reports the controller as failed if a command is late. Drain first: the completion may be there, only its interrupt lost.</summary>
    internal void CheckDeadlines()
    {
        long now = _clock.Nanoseconds;
        foreach (CommandSlot slot in _slots.All)
        {
            if (slot.IsSubmitted && now >= slot.DeadlineNanoseconds)
            {
                _health.Report(string.Create(
                    CultureInfo.InvariantCulture,
                    $"command {slot.Id} of queue {Id} ({Recorder.Describe(slot.Record)}) got no answer in time; the controller was stopped"));
                return;
            }
        }
    }

    /// <summary>Takes no more commands: those who want to submit, and those who wait for a slot, are told that the controller has failed.</summary>
    internal void Close()
    {
        lock (_submitLock)
        {
            Volatile.Write(ref _isClosed, true);
        }

        _slots.Close();
    }

    /// <summary>Ends all commands that the controller has. After <see cref="Close"/>.</summary>
    /// <param name="isControllerStopped">False: it may still write into buffers, so these and their slots stay out of use for ever.</param>
    internal void GiveUpCommands(bool isControllerStopped)
    {
        long now = _clock.Nanoseconds;
        foreach (CommandSlot slot in _slots.All)
        {
            CommandEnding ending = now >= slot.DeadlineNanoseconds ? CommandEnding.TimedOut : CommandEnding.ControllerFailed;
            long record = slot.Record;
            if (slot.TryEnd(CommandResult.Of(ending), quarantine: !isControllerStopped))
            {
                Recorder.GiveUp(record, now);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _submission.Dispose();
        _completion.Dispose();
        _slots.Dispose();
    }

    private int DrainUntilUnmarked()
    {
        int ended = 0;
        do
        {
            // A full fence, not only a release: a mark that this overwrites was set before the ring is looked at below.
            Interlocked.Exchange(ref _drainState, SomebodyDrains);
            ended += DrainOnce();
        }
        while (Interlocked.CompareExchange(ref _drainState, NobodyDrains, SomebodyDrains) != SomebodyDrains);

        return ended;
    }

    private int DrainOnce()
    {
        int ended = 0;

        // No more than a ring full at a time, so that entries go back to the controller even if it is faster than this thread.
        while (ended < Depth && !_health.HasFailed && _completion.TryTake(out CompletionEntry completion))
        {
            if (!TryEndCommand(completion))
            {
                break;
            }

            ended++;
        }

        if (!_health.HasFailed)
        {
            _completion.Publish();
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
        Recorder.End(slot.Record, completion.Status, _clock.Nanoseconds);
        return slot.TryEnd(CommandResult.Of(completion));
    }

    private bool Refuse(in CompletionEntry completion, string complaint)
    {
        _health.Report(string.Create(
            CultureInfo.InvariantCulture,
            $"a completion in queue {Id} {complaint} (command {completion.CommandId}, queue {completion.SubmissionQueueId}, head {completion.SubmissionHead}, status {completion.Status}); the controller was stopped"));
        return false;
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

            if (wait.IsLong)
            {
                _health.Check();
                CheckDeadlines();
            }

            wait.Once();
        }
    }
}

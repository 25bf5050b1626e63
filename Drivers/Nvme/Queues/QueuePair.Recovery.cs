using System.Collections.Generic;
using System.Globalization;

namespace CosmosNvme.Nvme;

/// <content>How commands that get no answer are found, and how a queue ends or lives through a reset of its controller.</content>
internal sealed partial class QueuePair
{
    /// <summary>Commands that the controller has and should have completed by now. Allocates nothing if there is none.</summary>
    internal IEnumerable<CommandSlot> FindLate()
    {
        long now = _clock.Nanoseconds;
        CommandSlot? slot = _slots.FindLate(now);
        return slot is null ? [] : FindLate(slot, now);
    }

    /// <summary>Says for people which command a slot has.</summary>
    internal string Describe(CommandSlot slot) =>
        string.Create(CultureInfo.InvariantCulture, $"command {slot.Id} of queue {Id} ({Recorder.Describe(slot.Record)})");

    /// <summary>Takes no more commands: those who want to submit, and those who wait for a slot, are told that the controller has failed. Never waits.</summary>
    internal void Close()
    {
        _submission.Close();
        _slots.Line.SetGate(SlotGate.Closed);
    }

    /// <summary>Ends all commands that the controller has. After <see cref="Close"/>. Never waits.</summary>
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

    /// <summary>Takes no commands until <see cref="Reopen"/>: who wants a slot waits, who has one and submits learns that the controller did not get it. Never waits.</summary>
    internal void Suspend()
    {
        _submission.Close();
        _slots.Line.SetGate(SlotGate.Suspended);
    }

    /// <summary>
    /// Waits until no thread is in the rings, and keeps all out; the queue is closed or suspended. Threads on their way out only need to run. Late
    /// interrupts find the drainer's place taken.
    /// </summary>
    internal void Quiesce()
    {
        PollingWait wait = new(_clock);
        while (!_submission.TryRetire())
        {
            SchedulePoint.Reach();
            wait.Once();
        }

        while (!_drainer.TryStartIfIdle())
        {
            SchedulePoint.Reach();
            wait.Once();
        }
    }

    /// <summary>
    /// Ends all commands that were in the rings, because the controller was stopped. After <see cref="Quiesce"/>. A command whose thread has yet to put
    /// it in is left alone: that thread finds the queue suspended, or open again, and must not find its command ended and the entry's place taken.
    /// </summary>
    internal void EndForReset()
    {
        long now = _clock.Nanoseconds;
        foreach (CommandSlot slot in _slots.All)
        {
            // In this order: the line of an earlier command of the slot is erased before the next one is submitted. None can end in between.
            if (!slot.IsSubmitted || slot.Record == FlightRecorder.NoLine)
            {
                continue;
            }

            long record = slot.Record;
            if (slot.TryEnd(CommandResult.Of(now >= slot.DeadlineNanoseconds ? CommandEnding.TimedOut : CommandEnding.ControllerReset)))
            {
                Recorder.GiveUp(record, now);
            }
        }
    }

    /// <summary>Empty rings for a controller that begins anew. After <see cref="EndForReset"/>; all are still kept out.</summary>
    internal void Restart()
    {
        _completion.Restart();
        _submission.Restart();
    }

    /// <summary>Lets threads into the rings again; the queue stays suspended or closed.</summary>
    internal void LetIn()
    {
        _submission.Release();
        while (!_drainer.TryFinish())
        {
            // Those who asked meanwhile came for completions that went with the reset.
        }

        MaskedWhileDrained?.UnmaskIfOwed();
    }

    /// <summary>Takes commands again. After <see cref="LetIn"/>.</summary>
    internal void Reopen()
    {
        _submission.Open();
        _slots.Line.SetGate(SlotGate.Open);
    }

    // Only those whose line exists: others the controller does not have.
    private IEnumerable<CommandSlot> FindLate(CommandSlot? first, long now)
    {
        for (CommandSlot? slot = first; slot is not null; slot = _slots.FindLate(now, slot.Id + 1))
        {
            if (slot.Record != FlightRecorder.NoLine)
            {
                yield return slot;
            }
        }
    }
}

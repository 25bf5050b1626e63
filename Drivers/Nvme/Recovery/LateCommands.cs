using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// What happens to a command that gets no answer in time: its queue is looked at first, because only the interrupt may have been lost; then the
/// controller's state; then the command is aborted, within the controller's limit; and if that does not help, the controller is to be reset. By
/// the recovery thread.
/// </summary>
internal sealed class LateCommands(ControllerCore core)
{
    // An abort that works is answered at once, and so is the command then.
    private const long AbortGrace = 5_000_000_000;

    private readonly Dictionary<CommandSlot, (long Record, long Deadline)> _aborted = [];
    private readonly List<CommandSlot> _aborts = [];

    /// <summary>Completions that were there although their commands were late.</summary>
    internal long Missed { get; private set; }

    /// <summary>Abort commands sent.</summary>
    internal long Aborts { get; private set; }

    /// <summary>Looks after the late commands of a queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="abortLimit">Abort commands that may be outstanding.</param>
    internal void Look(QueuePair queue, int abortLimit)
    {
        ReleaseAborts();
        foreach (CommandSlot slot in queue.FindLate())
        {
            long record = slot.Record;
            queue.Drain();
            if (!slot.IsSubmitted || slot.Record != record)
            {
                Missed++;
                continue;
            }

            core.CheckHealth();
            if (core.Health.IsTroubled)
            {
                return;
            }

            if (!TryAbort(queue, slot, record, abortLimit))
            {
                core.Health.Report($"{queue.Describe(slot)} got no answer in time");
                return;
            }
        }
    }

    /// <summary>The controller was reset: nothing is late or on its way any more.</summary>
    internal void Clear()
    {
        _aborted.Clear();
        ReleaseAborts();
    }

    // An admin command may be one that the controller cannot abort, and a controller whose admin queue hangs is not going to answer.
    private bool TryAbort(QueuePair queue, CommandSlot slot, long record, int abortLimit)
    {
        if (_aborted.TryGetValue(slot, out (long Record, long Deadline) earlier) && earlier.Record == record)
        {
            return core.Hardware.Clock.Nanoseconds < earlier.Deadline;
        }

        QueuePair admin = core.Admin!.Queue;
        if (queue == admin || !core.Options.IsResetAllowed || _aborts.Count >= abortLimit || admin.TryClaim(owner: null) is not CommandSlot abort)
        {
            return false;
        }

        core.Log(LogLevel.Warning, $"{queue.Describe(slot)} got no answer in time and is aborted");
        SubmissionEntry entry = AdminCommand.Abort(queue.Id, slot.Id);
        admin.Append(abort, ref entry, core.Options.AdminTimeoutNanoseconds);
        admin.Publish();
        _aborts.Add(abort);
        _aborted[slot] = (record, core.Hardware.Clock.Nanoseconds + AbortGrace);
        Aborts++;
        return true;
    }

    // What the controller says of the abort does not matter: the command's own end does.
    private void ReleaseAborts()
    {
        QueuePair admin = core.Admin!.Queue;
        if (_aborts.Count > 0)
        {
            admin.Poll();
        }

        for (int index = _aborts.Count - 1; index >= 0; index--)
        {
            if (_aborts[index].HasEnded)
            {
                admin.Release(_aborts[index]);
                _aborts.RemoveAt(index);
            }
        }
    }
}

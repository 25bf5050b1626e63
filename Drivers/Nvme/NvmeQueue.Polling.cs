using System;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <content>How commands end.</content>
public sealed partial class NvmeQueue
{
    // Looks that find nothing, between two that look at the clock and at the controller's state.
    private const int LooksBeforeTrouble = 4096;

    /// <summary>Takes the ends of commands; never waits. The controller may end commands in any order.</summary>
    /// <param name="completions">Filled from the start.</param>
    /// <returns>How many; after a failure of the controller, every outstanding command ends with its status.</returns>
    public int Poll(Span<NvmeCompletion> completions)
    {
        int count = 0;
        if (IsRunning)
        {
            long now = 0;
            while (count < completions.Length && _completion.TryTake(out CompletionEntry completion))
            {
                // What is found in one look has ended by then.
                now = now == 0 ? _clock.Nanoseconds : now;
                if (!TryEnd(completion, now, ref completions[count]))
                {
                    break;
                }

                count++;
            }
        }

        if (count != 0)
        {
            _idleLooks = 0;
            _completion.Publish();
            return count;
        }

        if (_freeCount == _slots.Length)
        {
            return 0;
        }

        if (IsRunning && ++_idleLooks == LooksBeforeTrouble)
        {
            _idleLooks = 0;
            LookForTrouble();
        }

        return IsRunning ? 0 : PollAbandoned(completions);
    }

    // All three numbers were written by the device. One that is out of range means that it, or its memory, is broken.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryEnd(in CompletionEntry completion, long now, ref NvmeCompletion end)
    {
        uint id = completion.CommandId;
        if (completion.SubmissionQueueId != Id || completion.SubmissionHead >= Depth || id >= (uint)_slots.Length || !_slots[id].IsOutstanding)
        {
            Refuse(completion);
            return false;
        }

        ref DirectSlot slot = ref _slots[id];
        NvmeStatus status = completion.Status;
        _recorder.End(slot.Record, status, now);
        end = new NvmeCompletion(slot.Tag, status.IsSuccess ? BlockStatus.Success : BlockStatuses.Of(CommandResult.Of(completion)));
        if (slot.IsMapped)
        {
            slot.Mapping.Clear();
        }

        slot.IsOutstanding = false;
        _free[_freeCount++] = (ushort)id;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refuse(in CompletionEntry completion) =>
        _health.Report(FormattableString.Invariant(
            $"a completion in queue {Id} is nonsense (command {completion.CommandId}, queue {completion.SubmissionQueueId}, head {completion.SubmissionHead}, status {completion.Status})"));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LookForTrouble()
    {
        _core.CheckHealth();
        long now = _clock.Nanoseconds;
        for (int id = 0; id < _slots.Length && IsRunning; id++)
        {
            ref DirectSlot slot = ref _slots[id];
            if (!slot.IsOutstanding)
            {
                continue;
            }

            // Its time begins here, a few thousand looks after it was handed over: so handing over needs no look at the clock.
            if (slot.Deadline == DirectSlot.NoDeadline)
            {
                slot.Deadline = now + _core.Options.IoTimeoutNanoseconds;
            }
            else if (now >= slot.Deadline)
            {
                _health.Report(FormattableString.Invariant(
                    $"command {id} of queue {Id} ({_recorder.Describe(slot.Record)}) got no answer in time"));
            }
        }

        // Should a store to a shadow doorbell have been overlooked.
        if (_tailDoorbell.IsShadowed && IsRunning)
        {
            _tailDoorbell.RingRegister(_publishedTail);
            _completion.RingAgain();
        }
    }

    // Only when the controller cannot touch the buffers any more are they their owner's again. If it can for ever, they stay mapped for ever.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int PollAbandoned(Span<NvmeCompletion> completions)
    {
        int state = Volatile.Read(ref _state);
        if (state is not (Stopped or Unstoppable))
        {
            return 0;
        }

        int count = 0;
        long now = _clock.Nanoseconds;
        for (int id = 0; id < _slots.Length && count < completions.Length; id++)
        {
            ref DirectSlot slot = ref _slots[id];
            if (slot.IsOutstanding)
            {
                completions[count++] = new NvmeCompletion(slot.Tag, BlockStatus.Of(now >= slot.Deadline ? BlockError.TimedOut : BlockError.DeviceGone));
                _recorder.GiveUp(slot.Record, now);
                if (state == Stopped)
                {
                    slot.Mapping.Clear();
                }

                slot.IsOutstanding = false;
                _free[_freeCount++] = (ushort)id;
            }
        }

        return count;
    }
}

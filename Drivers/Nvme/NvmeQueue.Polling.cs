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

    private PollPause _pause;

    /// <summary>Takes the ends of commands; never waits. The controller may end commands in any order.</summary>
    /// <param name="completions">Filled from the start.</param>
    /// <returns>How many; after a failure of the controller, every outstanding command ends with its status.</returns>
    public int Poll(Span<NvmeCompletion> completions)
    {
        if (!IsRunning)
        {
            return PollAbandoned(completions);
        }

        // Ends of commands that have nothing special about them, up to the first that has. No call, and what all of them need is looked up once.
        DmaRing<CompletionEntry> ring = _completions;
        DirectSlot[] slots = _slots;
        uint firstFree = _firstFree;
        uint head = (uint)_ended;
        uint good = _newPhase;
        ulong outcome = 0;
        int count;
        for (count = 0; count < completions.Length; count++)
        {
            // Acquire: the controller wrote the phase last, so the rest of the entry must be read after it, or with it.
            outcome = Volatile.Read(ref ring[head].Outcome);
            uint id = (ushort)(outcome >> CompletionEntry.CommandIdShift);

            // All of it was written by the device. The highest 16 bits are the phase, and the status, which is 0. Of the lowest 32 the upper half is the
            // queue's id, and the lower half less than the ring has places.
            if ((uint)(outcome >> CompletionEntry.PhaseShift) != good || (uint)outcome - _queueIdField >= _places || id >= (uint)slots.Length)
            {
                break;
            }

            ref DirectSlot slot = ref slots[id];
            if (slot.State != DirectSlotState.Outstanding)
            {
                break;
            }

            completions[count] = new NvmeCompletion(slot.Tag, default);
            slot.State = DirectSlotState.Free;
            slot.NextFree = firstFree;
            firstFree = id;
            head++;
            if ((head & (ring.Capacity - 1)) == 0)
            {
                good ^= 1;
            }
        }

        _firstFree = firstFree;
        _newPhase = good;
        _ended += (uint)count;
        if (count < completions.Length && IsNew(outcome))
        {
            return PollSpecial(completions, count);
        }

        return count == 0 ? PollInVain(completions) : _ended > _nextTimedEnd ? NoteEnds(count) : count;
    }

    /// <summary>
    /// Passes a little time, for an owner whose <see cref="Poll"/> has found nothing and who has no other work: about a tenth of what a request took lately, 20 µs at
    /// most. Who looks without a pause holds up what he looks for, because the device writes what the CPU reads, and more so where a program imitates the device. Never
    /// sleeps, allocates nothing. By one thread at a time, as all other methods.
    /// </summary>
    public void Pause() => _pause.Once(_ended, Outstanding);

    // All ends there are: of commands whose buffer is mapped, whose answer took long, or which have failed, and of the good ones among them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int PollSpecial(Span<NvmeCompletion> completions, int found)
    {
        int count = found + TakeAllEnds(completions[found..]);
        return count == 0 ? PollInVain(completions) : _ended > _nextTimedEnd ? NoteEnds(count) : count;
    }

    private int TakeAllEnds(Span<NvmeCompletion> completions)
    {
        int count = 0;
        while (count < completions.Length)
        {
            ref CompletionEntry entry = ref _completions[(uint)_ended];
            ulong outcome = Volatile.Read(ref entry.Outcome);
            if (!IsNew(outcome))
            {
                break;
            }

            // One number that is out of range means that the device, or its memory, is broken.
            CompletionEntry completion = new() { Outcome = outcome };
            uint id = completion.CommandId;
            if (completion.SubmissionQueueId != Id || completion.SubmissionHead >= _places || id >= (uint)_slots.Length
                || (_slots[id].State & DirectSlotState.Outstanding) == 0)
            {
                Refuse(completion);
                break;
            }

            ref DirectSlot slot = ref _slots[id];
            if ((slot.State & DirectSlotState.Mapped) != 0)
            {
                _memory[id].Mapping.Clear();
            }

            if ((slot.State & DirectSlotState.Sampled) != 0)
            {
                _latency.Add(_clock.Nanoseconds - _memory[id].Submitted);
            }

            NvmeStatus status = completion.Status;
            _errors += status.IsSuccess ? 0ul : 1ul;
            completions[count++] = new NvmeCompletion(slot.Tag, status.IsSuccess ? BlockStatus.Success : BlockStatuses.Of(CommandResult.Of(completion)));
            slot.State = DirectSlotState.Free;
            slot.NextFree = _firstFree;
            _firstFree = id;
            if ((++_ended & (_completions.Capacity - 1)) == 0)
            {
                _newPhase ^= 1;
            }
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsNew(ulong outcome) => (((uint)(outcome >> CompletionEntry.PhaseShift) ^ _newPhase) & 1) == 0;

    // Notes the time of what was found in a look. So many ends were taken by now that the ring could fill up, too, or soon: the controller is told of them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int NoteEnds(int count)
    {
        _endTimes.Add((long)_ended - count, _clock.Nanoseconds, _cpu.Current);
        _nextTimedEnd = _ended + _endShare;
        uint mask = _completions.Capacity - 1;
        uint before = (uint)_toldEnds & mask;
        _toldEnds = _ended;
        _headDoorbell.Ring((uint)_ended & mask, before);
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int PollInVain(Span<NvmeCompletion> completions)
    {
        if (_endedBeforeIdleLooks != _ended)
        {
            _endedBeforeIdleLooks = _ended;
            _idleLooks = 0;
        }

        if (Outstanding != 0 && ++_idleLooks == LooksBeforeTrouble)
        {
            _idleLooks = 0;
            LookForTrouble();
        }

        return IsRunning ? 0 : PollAbandoned(completions);
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
            if (!slot.State.HasFlag(DirectSlotState.Outstanding))
            {
                continue;
            }

            // Its time begins here, a few thousand looks after it was handed over: so handing over needs no look at the clock.
            if (!slot.State.HasFlag(DirectSlotState.Timed))
            {
                slot.State |= DirectSlotState.Timed;
                _memory[id].Deadline = now + _core.Options.IoTimeoutNanoseconds;
            }
            else if (now >= _memory[id].Deadline)
            {
                _health.Report(FormattableString.Invariant($"command {id} of queue {Id} ({Describe((ushort)id)}) got no answer in time"));
            }
        }

        // Should a store to a shadow doorbell have been overlooked.
        if (_tailDoorbell.IsShadowed && IsRunning)
        {
            _tailDoorbell.RingRegister((uint)_submitted & (_submissions.Capacity - 1));
            _toldEnds = _ended;
            _headDoorbell.RingRegister((uint)_ended & (_completions.Capacity - 1));
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

        // Nothing is handed over any more, and what was put into a batch since is ended here too.
        _firstFree = NoSlot;
        int count = 0;
        long now = _clock.Nanoseconds;
        for (int id = 0; id < _slots.Length && count < completions.Length; id++)
        {
            ref DirectSlot slot = ref _slots[id];
            if (slot.State.HasFlag(DirectSlotState.Outstanding))
            {
                bool isLate = slot.State.HasFlag(DirectSlotState.Timed) && now >= _memory[id].Deadline;
                completions[count++] = new NvmeCompletion(slot.Tag, BlockStatus.Of(isLate ? BlockError.TimedOut : BlockError.DeviceGone));
                if (state == Stopped)
                {
                    _memory[id].Mapping.Clear();
                }
                slot.State = DirectSlotState.GivenUp;
                _givenUpAt = now;
                _givenUp++;
            }
        }

        return count;
    }
}

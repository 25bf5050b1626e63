using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// A queue pair of a controller that belongs to its caller alone, for those who want every cycle: commands are put into a batch, the
/// batch is handed over with one doorbell, ends are polled into a span. No interrupt, no lock, no atomic instruction, no allocation. Nothing is
/// split, copied or repeated. Taken with <see cref="NvmeController.TryTakeQueue"/>, given back with <see cref="Dispose"/>.
/// </summary>
/// <remarks>
/// One thread at a time, on any CPU; handing it to another thread needs whatever hands over everything else (a lock, a channel).
/// Somebody has to poll: only then is a command that gets no answer noticed. A buffer belongs to the controller until its command's
/// end was polled, and stays mapped that long; buffers of an <see cref="NvmeBufferPool"/> are reached without being pinned.
/// </remarks>
public sealed class NvmeQueue : IDisposable
{
    private const int Running = 0;
    private const int Closed = 1;
    private const int Stopped = 2;
    private const int Unstoppable = 3;

    // Looks that find nothing, between two that look at the clock and at the controller's state.
    private const int LooksBeforeTrouble = 4096;

    private readonly ControllerCore _core;
    private readonly IClock _clock;
    private readonly CpuNumber _cpu;
    private readonly DmaRing<SubmissionEntry> _ring;
    private readonly Doorbell _tailDoorbell;
    private readonly CompletionQueue _completion;
    private readonly PrpLists _lists;
    private readonly DirectSlot[] _slots;
    private readonly ushort[] _free;
    private readonly FlightRecorder _recorder = new();
    private int _freeCount;
    private uint _tail;
    private uint _publishedTail;
    private long _sequence;
    private int _idleLooks;

    // Written by whoever stops the controller, once each step is done; read by the owner.
    private int _state;
    private bool _isDisposed;

    /// <summary>Allocates the rings and slots. The controller learns of them elsewhere.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory; nothing is left behind.</exception>
    internal NvmeQueue(ControllerCore core, ushort id, uint depth, int listEntries)
    {
        _core = core;
        _clock = core.Hardware.Clock;
        _cpu = core.Hardware.Cpu;
        Id = id;
        Depth = depth;
        _tailDoorbell = core.Doorbells.SubmissionTail(id);
        IDmaAllocator dma = core.Hardware.Dma;
        _ring = dma.AllocateRing<SubmissionEntry>(depth);
        try
        {
            _completion = new CompletionQueue(dma, depth, core.Doorbells.CompletionHead(id));
            _lists = new PrpLists(dma, (int)depth - 1, listEntries);
        }
        catch (OutOfMemoryException)
        {
            _completion?.Dispose();
            _ring.Dispose();
            throw;
        }

        _slots = new DirectSlot[depth - 1];
        _free = new ushort[depth - 1];
        for (int index = _slots.Length - 1; index >= 0; index--)
        {
            _slots[index].Mapping = dma.CreateMapping();
            _slots[index].List = _lists[index];
            _free[_freeCount++] = (ushort)index;
        }
    }

    /// <summary>Commands that can be on their way at once: one less than the rings have entries.</summary>
    public int Capacity => _slots.Length;

    /// <summary>Commands in the batch or on their way, whose end was not polled.</summary>
    public int Outstanding => _slots.Length - _freeCount;

    /// <summary>Queue id, for <c>nvme</c> tools and traces.</summary>
    public int QueueId => Id;

    internal ushort Id { get; }

    internal uint Depth { get; }

    internal DeviceAddress SubmissionAddress => _ring.Address;

    internal DeviceAddress CompletionAddress => _completion.Address;

    /// <summary>Puts a read into the batch.</summary>
    /// <param name="disk">A namespace of the queue's controller.</param>
    /// <param name="block">First block.</param>
    /// <param name="buffer">At least one block, whole blocks; starts on a multiple of four.</param>
    /// <param name="tag">What <see cref="Poll"/> will call it.</param>
    public NvmeAppend TryRead(NvmeNamespace disk, ulong block, Memory<byte> buffer, ulong tag) =>
        TryTransfer(NvmOpcode.Read, disk, block, buffer, DmaDirection.FromDevice, tag);

    /// <summary>Puts a write into the batch. Durable only after a flush that was put in after this one's end.</summary>
    /// <inheritdoc cref="TryRead" path="/param"/>
    public NvmeAppend TryWrite(NvmeNamespace disk, ulong block, ReadOnlyMemory<byte> buffer, ulong tag) =>
        disk is { IsReadOnly: true } ? NvmeAppend.ReadOnly : TryTransfer(NvmOpcode.Write, disk, block, buffer, DmaDirection.ToDevice, tag);

    /// <summary>Puts a flush into the batch: it makes durable what had ended before. Not for controllers without a cache, which may refuse it.</summary>
    /// <param name="disk">A namespace of the queue's controller.</param>
    /// <param name="tag">What <see cref="Poll"/> will call it.</param>
    public NvmeAppend TryFlush(NvmeNamespace disk, ulong tag)
    {
        CheckOwner(disk);
        if (_freeCount == 0 || !IsRunning)
        {
            return IsRunning ? NvmeAppend.Full : NvmeAppend.DeviceGone;
        }

        SubmissionEntry entry = NvmCommand.Flush(disk.Id);
        Append(ref entry, tag);
        return NvmeAppend.Added;
    }

    /// <summary>Hands the batch over: one doorbell for all of it. Does nothing if it is empty.</summary>
    public void Submit()
    {
        if (_tail != _publishedTail && IsRunning)
        {
            uint before = _publishedTail;
            _publishedTail = _tail;

            // The doorbell write is the release: entries, and the PRP lists they point to, are visible to the controller before it.
            _tailDoorbell.Ring(_tail, before);
        }
    }

    /// <summary>Takes the ends of commands; never waits. The controller may end commands in any order.</summary>
    /// <param name="completions">Filled from the start.</param>
    /// <returns>How many; after a failure of the controller, every outstanding command ends with its status.</returns>
    public int Poll(Span<NvmeCompletion> completions)
    {
        int count = 0;
        while (count < completions.Length && IsRunning && _completion.TryTake(out CompletionEntry completion))
        {
            if (!TryEnd(completion, ref completions[count]))
            {
                break;
            }

            count++;
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

    /// <summary>The last commands, oldest first. By the owner; allocates.</summary>
    public IReadOnlyList<FlightRecord> ReadTrace() => _recorder.Read();

    /// <summary>
    /// Gives the queue pair back. Commands on their way are aborted by the controller; their buffers are the caller's again when this
    /// returns, but what came of them is not known. Thread context; waits for the controller. The second call does nothing.
    /// </summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _core.DirectQueues.GiveBack(this);
        }
    }

    /// <summary>No further command is taken: the queue is about to be deleted. Any thread.</summary>
    internal void Close() => Interlocked.CompareExchange(ref _state, Closed, Running);

    /// <summary>The controller does not touch the queue's memory and buffers any more, or may do so for ever. Any thread.</summary>
    internal void GiveUp(bool isControllerStopped) => Volatile.Write(ref _state, isControllerStopped ? Stopped : Unstoppable);

    /// <summary>Lets go of rings and buffers; the controller cannot reach them. By the owner.</summary>
    internal void Free()
    {
        _ring.Dispose();
        _completion.Dispose();
        _lists.Dispose();
        foreach (DirectSlot slot in _slots)
        {
            slot.Mapping.Dispose();
        }
    }

    private bool IsRunning => Volatile.Read(ref _state) == Running && !_core.Health.HasFailed;

    private NvmeAppend TryTransfer(NvmOpcode opcode, NvmeNamespace disk, ulong block, ReadOnlyMemory<byte> buffer, DmaDirection direction, ulong tag)
    {
        CheckOwner(disk);
        int blocks = disk.BlocksOf(buffer.Length);
        if (buffer.Length > disk.Mapper.Longest)
        {
            return NvmeAppend.TooLong;
        }

        if (block > disk.BlockCount || (ulong)blocks > disk.BlockCount - block)
        {
            return NvmeAppend.OutOfRange;
        }

        if (_freeCount == 0 || !IsRunning)
        {
            return IsRunning ? NvmeAppend.Full : NvmeAppend.DeviceGone;
        }

        ref DirectSlot slot = ref _slots[_free[_freeCount - 1]];
        if (!slot.Mapping.TryAppend(buffer, direction) || !PrpBuilder.CanReach(slot.Mapping))
        {
            slot.Mapping.Clear();
            return NvmeAppend.Unreachable;
        }

        SubmissionEntry entry = NvmCommand.Transfer(opcode, disk.Id, block, blocks);
        PrpBuilder.Build(slot.Mapping, slot.List, ref entry);
        Append(ref entry, tag);
        return NvmeAppend.Added;
    }

    private void Append(ref SubmissionEntry entry, ulong tag)
    {
        ushort id = _free[--_freeCount];
        ref DirectSlot slot = ref _slots[id];
        long now = _clock.Nanoseconds;
        entry.CommandId = id;
        slot.Tag = tag;
        slot.DeadlineNanoseconds = now + _core.Options.IoTimeoutNanoseconds;
        slot.Record = _recorder.Begin(_sequence++, entry, now, _cpu.Current);
        slot.IsOutstanding = true;

        // A slot in hand means that the place is free: a ring of N entries holds N - 1 commands, and there are N - 1 slots.
        _ring[_tail] = entry;
        _tail = _tail + 1 == Depth ? 0 : _tail + 1;
    }

    // All three numbers were written by the device. One that is out of range means that it, or its memory, is broken.
    private bool TryEnd(in CompletionEntry completion, ref NvmeCompletion end)
    {
        uint id = completion.CommandId;
        if (completion.SubmissionQueueId != Id || completion.SubmissionHead >= Depth || id >= (uint)_slots.Length || !_slots[id].IsOutstanding)
        {
            Refuse(completion);
            return false;
        }

        ref DirectSlot slot = ref _slots[id];
        _recorder.End(slot.Record, completion.Status, _clock.Nanoseconds);
        end = new NvmeCompletion(slot.Tag, BlockStatuses.Of(CommandResult.Of(completion)));
        slot.Mapping.Clear();
        slot.IsOutstanding = false;
        _free[_freeCount++] = (ushort)id;
        return true;
    }

    private void CheckOwner(NvmeNamespace disk)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (disk.Core != _core)
        {
            ThrowForeign(disk);
        }
    }

    private static void ThrowForeign(NvmeNamespace disk) => throw new ArgumentException($"{disk.Name} belongs to another controller than the queue.", nameof(disk));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refuse(in CompletionEntry completion) =>
        _core.Health.Report(FormattableString.Invariant(
            $"a completion in queue {Id} is nonsense (command {completion.CommandId}, queue {completion.SubmissionQueueId}, head {completion.SubmissionHead}, status {completion.Status}); the controller was stopped"));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LookForTrouble()
    {
        _core.Health.Check();
        long now = _clock.Nanoseconds;
        for (int id = 0; id < _slots.Length && IsRunning; id++)
        {
            if (_slots[id].IsOutstanding && now >= _slots[id].DeadlineNanoseconds)
            {
                _core.Health.Report(FormattableString.Invariant(
                    $"command {id} of queue {Id} ({_recorder.Describe(_slots[id].Record)}) got no answer in time; the controller was stopped"));
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
                completions[count++] = new NvmeCompletion(slot.Tag, BlockStatus.Of(now >= slot.DeadlineNanoseconds ? BlockError.TimedOut : BlockError.DeviceGone));
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

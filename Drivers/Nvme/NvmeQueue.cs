using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// A queue pair of a controller that belongs to its caller alone, for those who want every cycle: commands are put into a batch, the
/// batch is handed over with one doorbell, ends are polled into a span. No lock, no atomic instruction, no allocation, and an interrupt only for who
/// wants to sleep (<see cref="WaitForInterrupt"/>). Nothing is split, copied or repeated. Taken with <see cref="NvmeController.TryTakeQueue"/>, given back with <see cref="Dispose"/>.
/// </summary>
/// <remarks>
/// One thread at a time, on any CPU; handing it to another thread needs whatever hands over everything else (a lock, a channel).
/// Somebody has to poll, or to wait: only then is a command that gets no answer noticed. A buffer belongs to the controller until its command's
/// end was polled, and stays mapped that long; buffers of an <see cref="NvmeBufferPool"/> are reached without being pinned.
/// </remarks>
public sealed partial class NvmeQueue : IDisposable
{
    private const uint NoSlot = uint.MaxValue;
    private const int Running = 0;
    private const int Closed = 1;
    private const int Stopped = 2;
    private const int Unstoppable = 3;

    // So many commands share a look at the clock, and what is found in one look at the ring shares one anyway.
    private const int ShareOfTime = 16;

    private readonly ControllerCore _core;
    private readonly ControllerHealth _health;
    private readonly IClock _clock;
    private readonly CpuNumber _cpu;
    private readonly DmaRing<SubmissionEntry> _submissions;
    private readonly DmaRing<CompletionEntry> _completions;
    private readonly Doorbell _tailDoorbell;
    private readonly Doorbell _headDoorbell;
    private readonly PrpLists _lists;
    private readonly SglUse _sgls;
    private readonly DirectSlot[] _slots;
    private readonly DirectSlotMemory[] _memory;
    private readonly uint _places;
    private readonly uint _queueIdField;
    private readonly uint _endShare;
    private readonly TimeMarks _submitTimes = new();
    private readonly TimeMarks _endTimes = new();

    // The topmost of a stack of free slots, each of which knows the next; no slot's number if there is none.
    private uint _firstFree;

    // How many commands were put into batches and handed over so far, and how many ends were taken and told. The rings' places are their lowest bits.
    private ulong _added;
    private ulong _submitted;
    private ulong _ended;
    private ulong _toldEnds;

    // Which of them are next to be noted with the time; with the ends it is also the controller's turn to be told.
    private ulong _nextTimedSubmission;
    private ulong _nextTimedEnd;

    // What the phase bit of new entries is: 1 in the first round of the ring, 0 in the second.
    private uint _newPhase = 1;
    private int _idleLooks;
    private ulong _endedBeforeIdleLooks;
    private long _givenUpAt;
    private uint _givenUp;

    // Written by whoever stops the controller, once each step is done; read by the owner.
    private int _state;
    private bool _isDisposed;

    /// <summary>Allocates the rings and slots. The controller learns of them elsewhere.</summary>
    /// <param name="core">Whose it is.</param>
    /// <param name="id">Queue id.</param>
    /// <param name="size">Of the rings.</param>
    /// <param name="listEntries">Length of each slot's PRP list.</param>
    /// <param name="interrupt">Its interrupt; null: none.</param>
    /// <exception cref="OutOfMemoryException">There is no memory; nothing is left behind.</exception>
    internal NvmeQueue(ControllerCore core, ushort id, DirectQueueSize size, int listEntries, QueueVector? interrupt)
    {
        _core = core;
        _health = core.Health;
        _clock = core.Hardware.Clock;
        _cpu = core.Hardware.Cpu;
        _sgls = core.Sgls;
        Id = id;
        Size = size;
        Interrupt = interrupt;
        _endShare = Math.Min(size.HeadLag, ShareOfTime);
        _places = size.Submissions;
        _queueIdField = (uint)id << CompletionEntry.SubmissionQueueIdShift;
        _tailDoorbell = core.Doorbells.SubmissionTail(id);
        _headDoorbell = core.Doorbells.CompletionHead(id);
        IDmaAllocator dma = core.Hardware.Dma;
        _submissions = dma.AllocateRing<SubmissionEntry>(size.Submissions);
        try
        {
            _completions = dma.AllocateRing<CompletionEntry>(size.Completions);
            _lists = new PrpLists(dma, size.Capacity, listEntries);
        }
        catch (OutOfMemoryException)
        {
            _completions?.Dispose();
            _submissions.Dispose();
            throw;
        }

        _slots = new DirectSlot[size.Capacity];
        _memory = new DirectSlotMemory[size.Capacity];
        for (int index = 0; index < _slots.Length; index++)
        {
            _memory[index].Mapping = dma.CreateMapping();
            _memory[index].List = _lists[index];
            _slots[index].NextFree = (uint)index + 1;
        }
    }

    /// <summary>Commands that can be on their way at once.</summary>
    public int Capacity => _slots.Length;

    /// <summary>Commands in the batch or on their way, whose end was not polled.</summary>
    public int Outstanding => (int)(_added - _ended - _givenUp);

    /// <summary>Queue id, for <c>nvme</c> tools and traces.</summary>
    public int QueueId => Id;

    internal ushort Id { get; }

    /// <summary>Memory that the controller reaches: the rings and the slots' PRP lists, in bytes. The caller's buffers are not counted.</summary>
    public long MemoryBytes =>
        ((long)_submissions.Capacity * SubmissionEntry.Bytes) + ((long)_completions.Capacity * CompletionEntry.Bytes) + _lists.MemoryBytes;

    internal DirectQueueSize Size { get; }

    internal DeviceAddress SubmissionAddress => _submissions.Address;

    internal DeviceAddress CompletionAddress => _completions.Address;

    /// <summary>Puts a read into the batch.</summary>
    /// <param name="disk">A namespace of the queue's controller.</param>
    /// <param name="block">First block.</param>
    /// <param name="buffer">At least one block, whole blocks; starts on a multiple of four, unless <see cref="NvmeNamespace.ReachesEveryByte"/>.</param>
    /// <param name="tag">What <see cref="Poll"/> will call it.</param>
    public NvmeAppend TryRead(NvmeNamespace disk, ulong block, Memory<byte> buffer, ulong tag) =>
        TryTransfer(disk, disk.ReadHeader, block, buffer, DmaDirection.FromDevice, tag);

    /// <summary>Puts a write into the batch. Durable only after a flush that was put in after this one's end.</summary>
    /// <inheritdoc cref="TryRead(NvmeNamespace, ulong, Memory{byte}, ulong)" path="/param"/>
    public NvmeAppend TryWrite(NvmeNamespace disk, ulong block, ReadOnlyMemory<byte> buffer, ulong tag) =>
        disk is { IsReadOnly: true } ? NvmeAppend.ReadOnly : TryTransfer(disk, disk.WriteHeader, block, buffer, DmaDirection.ToDevice, tag);

    /// <summary>Puts a read to the start of a pool's buffer into the batch: the cheapest there is, because its PRPs were made with the buffer.</summary>
    /// <param name="disk">A namespace of the queue's controller.</param>
    /// <param name="block">First block.</param>
    /// <param name="buffer">Rented, and not given back before the end was polled.</param>
    /// <param name="blocks">From 1 to as many as fit.</param>
    /// <param name="tag">What <see cref="Poll"/> will call it.</param>
    public NvmeAppend TryRead(NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, ulong tag) =>
        TryAdd(disk, disk.ReadHeader, block, buffer, blocks, tag, isWrite: false) ? NvmeAppend.Added : TryReadSlowly(disk, block, buffer, blocks, tag);

    /// <summary>Puts a write from the start of a pool's buffer into the batch. Durable only after a flush that was put in after this one's end.</summary>
    /// <inheritdoc cref="TryRead(NvmeNamespace, ulong, NvmeBuffer, int, ulong)" path="/param"/>
    public NvmeAppend TryWrite(NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, ulong tag) =>
        !disk.IsReadOnly && TryAdd(disk, disk.WriteHeader, block, buffer, blocks, tag, isWrite: true) ? NvmeAppend.Added : TryWriteSlowly(disk, block, buffer, blocks, tag);

    /// <summary>Puts a flush into the batch: it makes durable what had ended before. Not for controllers without a cache, which may refuse it.</summary>
    /// <param name="disk">A namespace of the queue's controller.</param>
    /// <param name="tag">What <see cref="Poll"/> will call it.</param>
    public NvmeAppend TryFlush(NvmeNamespace disk, ulong tag)
    {
        CheckOwner(disk);
        if (!IsOpen)
        {
            return NvmeAppend.DeviceGone;
        }

        uint id = _firstFree;
        if (id >= (uint)_slots.Length)
        {
            return NvmeAppend.Full;
        }

        _flushes++;
        ref SubmissionEntry entry = ref Take(ref _slots[id], tag, DirectSlotState.Outstanding);
        NvmCommand.Write(ref entry, NvmCommand.Header(NvmOpcode.Flush, disk.Id), id, block: 0, blocks: 1, prp1: 0, prp2: 0);
        return NvmeAppend.Added;
    }

    /// <summary>Hands the batch over: one doorbell for all of it. Does nothing if it is empty.</summary>
    public void Submit()
    {
        if (_added != _submitted && IsRunning)
        {
            if (_added > _nextTimedSubmission)
            {
                SubmitTimed();
                return;
            }

            HandOver();
        }
    }

    /// <summary>
    /// Gives the queue pair back. Commands on their way are aborted by the controller; their buffers are the caller's again when this
    /// returns, but what came of them is not known. Thread context; waits for the controller. The second call does nothing.
    /// </summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _firstFree = NoSlot;
            _core.DirectQueues.GiveBack(this);
        }
    }

    /// <summary>No further command is taken: the queue is about to be deleted. Any thread.</summary>
    internal void Close() => Interlocked.CompareExchange(ref _state, Closed, Running);

    /// <summary>The controller does not touch the queue's memory and buffers any more, or may do so for ever. Any thread.</summary>
    internal void GiveUp(bool isControllerStopped)
    {
        Volatile.Write(ref _state, isControllerStopped ? Stopped : Unstoppable);
        Interrupt?.Signal.Raise();
    }

    /// <summary>Lets go of rings and buffers; the controller cannot reach them. By the owner.</summary>
    internal void Free()
    {
        _submissions.Dispose();
        _completions.Dispose();
        _lists.Dispose();
        foreach (DirectSlotMemory memory in _memory)
        {
            memory.Mapping.Dispose();
        }
    }

    private bool IsRunning
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsOpen && !_health.IsTroubled;
    }

    private bool IsOpen
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _state) == Running;
    }

    // What every request asks for is checked in one go, without a call: who is refused learns elsewhere why. Whether the controller works is not asked: a
    // stopped queue has no free slots once its owner has polled it, and what was put into the batch before gets its end then, like all others.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAdd(NvmeNamespace disk, ulong header, ulong block, NvmeBuffer buffer, int blocks, ulong tag, bool isWrite)
    {
        // No blocks, and fewer, become a number that is too large for every buffer.
        ulong bytes = (ulong)disk.BytesOf(blocks);
        ulong end = block + (uint)blocks;
        uint id = _firstFree;
        DirectSlot[] slots = _slots;
        if (disk.Core != _core || bytes - 1 >= buffer.PreparedBytes || bytes > disk.LongestTransfer || end > disk.BlockCount || end < block
            || id >= (uint)slots.Length)
        {
            return false;
        }

        Count(bytes, isWrite);
        ref SubmissionEntry entry = ref Take(ref slots[id], tag, DirectSlotState.Outstanding);
        ulong second = buffer.SecondPointerFor(bytes, _sgls, ref header);
        NvmCommand.Write(ref entry, header, id, block, (uint)blocks, buffer.Prp1, second);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private NvmeAppend TryReadSlowly(NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, ulong tag) =>
        TryTransfer(disk, disk.ReadHeader, block, MemoryOf(disk, buffer, blocks), DmaDirection.FromDevice, tag);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private NvmeAppend TryWriteSlowly(NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, ulong tag) =>
        disk.IsReadOnly ? NvmeAppend.ReadOnly : TryTransfer(disk, disk.WriteHeader, block, MemoryOf(disk, buffer, blocks), DmaDirection.ToDevice, tag);

    private Memory<byte> MemoryOf(NvmeNamespace disk, NvmeBuffer buffer, int blocks)
    {
        CheckOwner(disk);
        long bytes = disk.BytesOf(blocks);
        if (blocks <= 0 || bytes > buffer.Length)
        {
            ThrowBeyond(blocks, buffer);
        }

        return buffer.Memory[..(int)bytes];
    }

    private NvmeAppend TryTransfer(NvmeNamespace disk, ulong header, ulong block, ReadOnlyMemory<byte> buffer, DmaDirection direction, ulong tag)
    {
        CheckOwner(disk);
        int blocks = disk.BlocksOf(buffer.Length);
        NvmeAppend answer = Check(disk, block, blocks, buffer.Length);
        if (answer != NvmeAppend.Added)
        {
            return answer;
        }

        uint id = _firstFree;
        ref DirectSlotMemory memory = ref _memory[id];
        if (!memory.Mapping.TryAppend(buffer, direction) || !(PrpBuilder.CanReach(memory.Mapping) || SglBuilder.IsNeeded(memory.Mapping, _sgls)))
        {
            memory.Mapping.Clear();
            return NvmeAppend.Unreachable;
        }

        ref SubmissionEntry entry = ref Take(ref _slots[id], tag, DirectSlotState.Outstanding | DirectSlotState.Mapped);
        NvmCommand.Write(ref entry, header, id, block, (uint)blocks, prp1: 0, prp2: 0);
        if (!SglBuilder.TryBuild(memory.Mapping, memory.List, _sgls, ref entry))
        {
            PrpBuilder.Build(memory.Mapping, memory.List, ref entry);
        }

        Count((ulong)buffer.Length, isWrite: direction == DmaDirection.ToDevice);
        return NvmeAppend.Added;
    }

    private NvmeAppend Check(NvmeNamespace disk, ulong block, int blocks, int bytes)
    {
        if (bytes > (long)disk.LongestTransfer)
        {
            return NvmeAppend.TooLong;
        }

        ulong count = disk.BlockCount;
        if (block > count || (ulong)blocks > count - block)
        {
            return NvmeAppend.OutOfRange;
        }

        return !IsOpen ? NvmeAppend.DeviceGone : _firstFree >= (uint)_slots.Length ? NvmeAppend.Full : NvmeAppend.Added;
    }

    // Takes the topmost slot and the ring's next place, which is free if a slot is: there are fewer slots than places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref SubmissionEntry Take(ref DirectSlot slot, ulong tag, DirectSlotState state)
    {
        _firstFree = slot.NextFree;
        slot.Tag = tag;
        slot.State = state;
        return ref _submissions[(uint)_added++];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void HandOver()
    {
        uint mask = _submissions.Capacity - 1;
        uint before = (uint)_submitted & mask;
        _submitted = _added;

        // The doorbell write is the release: entries, and the PRP lists they point to, are visible to the controller before it.
        _tailDoorbell.Ring((uint)_added & mask, before);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SubmitTimed()
    {
        _nextTimedSubmission = _added + ShareOfTime - 1;
        long now = _clock.Nanoseconds;
        _submitTimes.Add((long)_submitted, now, _cpu.Current);
        if (--_batchesUntilSample < 0)
        {
            SampleLatency(now);
        }

        HandOver();
    }

    private void CheckOwner(NvmeNamespace disk)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (disk.Core != _core)
        {
            ThrowForeign(disk);
        }
    }

    [DoesNotReturn]
    private static void ThrowBeyond(int blocks, NvmeBuffer buffer) =>
        throw new ArgumentOutOfRangeException(nameof(blocks), blocks, $"The buffer has {buffer.Length} bytes; from one block to as many as fit are read or written.");

    [DoesNotReturn]
    private static void ThrowForeign(NvmeNamespace disk) => throw new ArgumentException($"{disk.Name} belongs to another controller than the queue.", nameof(disk));
}

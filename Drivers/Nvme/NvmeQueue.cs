using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
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
public sealed partial class NvmeQueue : IDisposable
{
    private const int Running = 0;
    private const int Closed = 1;
    private const int Stopped = 2;
    private const int Unstoppable = 3;

    private readonly ControllerCore _core;
    private readonly ControllerHealth _health;
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
    private long _batchBegan;
    private int _batchCpu;
    private int _idleLooks;

    // Written by whoever stops the controller, once each step is done; read by the owner.
    private int _state;
    private bool _isDisposed;

    /// <summary>Allocates the rings and slots. The controller learns of them elsewhere.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory; nothing is left behind.</exception>
    internal NvmeQueue(ControllerCore core, ushort id, uint depth, int listEntries)
    {
        _core = core;
        _health = core.Health;
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
    /// <inheritdoc cref="TryRead(NvmeNamespace, ulong, Memory{byte}, ulong)" path="/param"/>
    public NvmeAppend TryWrite(NvmeNamespace disk, ulong block, ReadOnlyMemory<byte> buffer, ulong tag) =>
        disk is { IsReadOnly: true } ? NvmeAppend.ReadOnly : TryTransfer(NvmOpcode.Write, disk, block, buffer, DmaDirection.ToDevice, tag);

    /// <summary>Puts a read to the start of a pool's buffer into the batch: the cheapest there is, because its PRPs were made with the buffer.</summary>
    /// <param name="disk">A namespace of the queue's controller.</param>
    /// <param name="block">First block.</param>
    /// <param name="buffer">Rented, and not given back before the end was polled.</param>
    /// <param name="blocks">From 1 to as many as fit.</param>
    /// <param name="tag">What <see cref="Poll"/> will call it.</param>
    public NvmeAppend TryRead(NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, ulong tag) =>
        TryTransfer(NvmOpcode.Read, disk, block, buffer, blocks, DmaDirection.FromDevice, tag);

    /// <summary>Puts a write from the start of a pool's buffer into the batch. Durable only after a flush that was put in after this one's end.</summary>
    /// <inheritdoc cref="TryRead(NvmeNamespace, ulong, NvmeBuffer, int, ulong)" path="/param"/>
    public NvmeAppend TryWrite(NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, ulong tag) =>
        disk is { IsReadOnly: true } ? NvmeAppend.ReadOnly : TryTransfer(NvmOpcode.Write, disk, block, buffer, blocks, DmaDirection.ToDevice, tag);

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

        ref SubmissionEntry entry = ref Take(tag, isMapped: false);
        entry.Opcode = (byte)NvmOpcode.Flush;
        entry.NamespaceId = disk.Id;
        Add(ref entry);
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

    private bool IsRunning
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _state) == Running && !_health.IsTroubled;
    }

    private NvmeAppend TryTransfer(NvmOpcode opcode, NvmeNamespace disk, ulong block, ReadOnlyMemory<byte> buffer, DmaDirection direction, ulong tag)
    {
        CheckOwner(disk);
        int blocks = disk.BlocksOf(buffer.Length);
        NvmeAppend answer = Check(disk, block, blocks, buffer.Length);
        if (answer != NvmeAppend.Added)
        {
            return answer;
        }

        ref DirectSlot slot = ref _slots[_free[_freeCount - 1]];
        if (!slot.Mapping.TryAppend(buffer, direction) || !PrpBuilder.CanReach(slot.Mapping))
        {
            slot.Mapping.Clear();
            return NvmeAppend.Unreachable;
        }

        ref SubmissionEntry entry = ref Take(tag, isMapped: true);
        NvmCommand.FillTransfer(ref entry, opcode, disk.Id, block, blocks);
        PrpBuilder.Build(slot.Mapping, slot.List, ref entry);
        Add(ref entry);
        return NvmeAppend.Added;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NvmeAppend TryTransfer(NvmOpcode opcode, NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, DmaDirection direction, ulong tag)
    {
        CheckOwner(disk);
        long bytes = disk.BytesOf(blocks);
        if (blocks <= 0 || bytes > buffer.Length)
        {
            ThrowBeyond(blocks, buffer);
        }

        if (!buffer.HasPrps)
        {
            return TryTransfer(opcode, disk, block, buffer.Memory[..(int)bytes], direction, tag);
        }

        NvmeAppend answer = Check(disk, block, blocks, (int)bytes);
        if (answer == NvmeAppend.Added)
        {
            ref SubmissionEntry entry = ref Take(tag, isMapped: false);
            NvmCommand.FillTransfer(ref entry, opcode, disk.Id, block, blocks);
            entry.Prp1 = buffer.Prp1;
            entry.Prp2 = buffer.Prp2For((int)bytes);
            Add(ref entry);
        }

        return answer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NvmeAppend Check(NvmeNamespace disk, ulong block, int blocks, int bytes)
    {
        if (bytes > disk.Mapper.Longest)
        {
            return NvmeAppend.TooLong;
        }

        if (block > disk.BlockCount || (ulong)blocks > disk.BlockCount - block)
        {
            return NvmeAppend.OutOfRange;
        }

        return !IsRunning ? NvmeAppend.DeviceGone : _freeCount == 0 ? NvmeAppend.Full : NvmeAppend.Added;
    }

    // Takes the slot on top, which there is, and the ring's next place: zeros, but for the command id. A ring of N entries holds N - 1 commands, and there are
    // N - 1 slots, so the place is free if a slot is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref SubmissionEntry Take(ulong tag, bool isMapped)
    {
        ushort id = _free[--_freeCount];
        ref DirectSlot slot = ref _slots[id];
        slot.Tag = tag;
        slot.Deadline = DirectSlot.NoDeadline;
        slot.IsOutstanding = true;
        slot.IsMapped = isMapped;
        slot.Record = _sequence;
        ref SubmissionEntry entry = ref _ring[_tail];
        entry = default;
        entry.CommandId = id;
        return ref entry;
    }

    // The entry is complete: it is part of the batch now.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ref SubmissionEntry entry)
    {
        // The commands of a batch were begun at the same time, by the same CPU: that of the first.
        if (_tail == _publishedTail)
        {
            _batchBegan = _clock.Nanoseconds;
            _batchCpu = _cpu.Current;
        }

        _recorder.Begin(_sequence++, entry, _batchBegan, _batchCpu);
        uint next = _tail + 1;
        _tail = next == Depth ? 0 : next;
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

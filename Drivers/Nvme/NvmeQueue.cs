using System;
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
        _pause = new PollPause(_clock);
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
}

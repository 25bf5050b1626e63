using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// A read, a write or a flush on its way: as many commands as its length needs, up to eight of them at once. Rented, run in one of the
/// two ways, and given back by itself.
/// </summary>
/// <remarks>
/// It goes in rounds. A round claims slots on the queue of the CPU it runs on, maps a part of the buffers for each, appends the
/// commands and publishes them together; when all of them have ended, it looks at the results. A failed part ends the transfer with
/// its round. A round that gets no slot at all waits in line for one. <see cref="Run"/> does this on the caller's thread,
/// <see cref="Start"/> goes on on the thread pool.
/// </remarks>
internal sealed partial class Transfer : Request
{
    /// <summary>Commands of one transfer that may be on their way at once.</summary>
    internal const int MostParts = 8;

    private readonly FreeStack _home;
    private readonly TransferPart[] _parts = new TransferPart[MostParts];
    private NvmeNamespace _disk = null!;
    private QueuePair _queue = null!;
    private NvmOpcode _opcode;
    private uint _control;
    private ulong _block;
    private BufferList _buffers;
    private int _partCount;
    private bool _isFlushDue;
    private bool _hasBegun;
    private Awaited _awaits;
    private int _tries;
    private long _delay;
    private ulong _failedBlock;
    private BlockStatus _status;
    private Exception? _exception;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;

    private Transfer(FreeStack home)
    {
        _home = home;
    }

    // What the next continuation is for.
    private enum Awaited : byte
    {
        Commands,
        Slot,
        Time,
    }

    // One round is enough for a flush; a transfer goes on until its buffers are used up, or a part has failed.
    private bool IsDone => _exception is not null || !_status.IsSuccess || !HasMore;

    private bool HasMore => _isFlushDue || _buffers.Left > 0;

    /// <summary>Takes a transfer that nobody uses. Allocates only if there are more at once than ever before.</summary>
    internal static Transfer Rent(NvmeNamespace disk, NvmOpcode opcode, ulong block, in BufferList buffers, CancellationToken cancellation)
    {
        FreeStack home = disk.Core.QueueOfThisCpu().Transfers;
        if (home.TryPop() is not Transfer transfer)
        {
            transfer = Create(home);
        }

        transfer.Reset();
        transfer.IsUnwanted = false;
        transfer._disk = disk;
        transfer._opcode = opcode;
        transfer._control = 0;
        transfer._block = block;
        transfer._buffers = buffers;
        transfer._isFlushDue = opcode == NvmOpcode.Flush;
        transfer._hasBegun = false;
        transfer._tries = 0;
        transfer._status = BlockStatus.Success;
        transfer._exception = null;
        transfer._cancellation = cancellation;
        return transfer;
    }

    /// <summary>Makes a write one that is not over before its data is on the medium (FUA, NVMe Base 1.4 §6.15).</summary>
    internal Transfer Through()
    {
        _control = NvmCommand.ForceUnitAccess;
        return this;
    }

    /// <summary>Does everything on this thread, which waits.</summary>
    internal BlockStatus Run()
    {
        do
        {
            while (!IsDone)
            {
                _queue = _disk.Core.WaitingQueueOfThisCpu();
                CommandSlot? slot = _queue.Claim();
                if (slot is null)
                {
                    _status = BlockStatus.Of(BlockError.DeviceGone);
                    break;
                }

                Submit(slot, owner: null);
                Collect(isWaiting: true);
            }
        }
        while (!_status.IsSuccess && TryWaitForRetry());

        BlockStatus status = _status;
        Exception? exception = _exception;
        Recycle();
        return exception is null ? status : throw exception;
    }

    /// <summary>Begins, and goes on by itself.</summary>
    internal ValueTask<BlockStatus> Start()
    {
        ValueTask<BlockStatus> task = Task;
        RunRounds(slot: null);
        return task;
    }

    /// <inheritdoc/>
    protected override void Continue()
    {
        if (_awaits != Awaited.Commands)
        {
            GoOnAfterWait();
            return;
        }

        Collect(isWaiting: false);
        RunRounds(slot: null);
    }

    /// <inheritdoc/>
    protected override void Recycle()
    {
        // What belongs to the caller is not kept alive.
        _buffers = default;
        _cancellation = default;
        _exception = null;
        _home.Push(this);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GoOnAfterWait()
    {
        if (_awaits == Awaited.Time)
        {
            _awaits = Awaited.Commands;
            RunRounds(slot: null);
            return;
        }

        // Waits until a cancellation that is just happening is through: after this nobody knows the transfer any more.
        _registration.Dispose();
        _registration = default;
        _awaits = Awaited.Commands;
        if (Granted is CommandSlot slot)
        {
            IsUnwanted = false;
            RunRounds(slot);
        }
        else if (IsUnwanted)
        {
            Finish(default, new OperationCanceledException(_cancellation));
        }
        else
        {
            Finish(BlockStatus.Of(BlockError.DeviceGone), null);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Transfer Create(FreeStack home)
    {
        Transfer transfer = new(home);
        home.Admit(transfer);
        return transfer;
    }

    private void RunRounds(CommandSlot? slot)
    {
        while (!IsDone)
        {
            if (slot is null)
            {
                _queue = _disk.Core.QueueOfThisCpu();
                slot = _queue.TryClaim(this);
                if (slot is null)
                {
                    WaitForSlot();
                    return;
                }
            }

            ExpectCommand();
            Submit(slot, owner: this);
            slot = null;
            if (!HasEverythingEnded())
            {
                // The last of its commands calls Continue; it may be doing so already, so this thread leaves the object alone.
                return;
            }

            Collect(isWaiting: false);
        }

        if (_status.IsSuccess || !TryPostpone())
        {
            Finish(_status, _exception);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitForSlot()
    {
        _awaits = Awaited.Slot;
        if (_cancellation.CanBeCanceled && !_hasBegun)
        {
            _registration = _cancellation.UnsafeRegister(static transfer => ((Transfer)transfer!).CancelWait(), this);
        }

        // From here on the object is the line's. It may be served, and even finished, before this returns.
        _queue.Line.Join(this);
    }

    private void CancelWait() => _queue.Line.Cancel(this);

    private void Submit(CommandSlot slot, CommandOwner? owner)
    {
        int mostParts = Math.Clamp(_disk.Core.Options.PartsAtOnce, 1, MostParts);
        CommandSlot? next = slot;
        while (next is not null)
        {
            if (!TryAppend(next, owner))
            {
                break;
            }

            next = HasMore && _partCount < mostParts ? _queue.TryClaim(owner) : null;
        }

        _queue.Publish();
    }

    private bool TryAppend(CommandSlot slot, CommandOwner? owner)
    {
        ref TransferPart part = ref _parts[_partCount];
        SubmissionEntry entry;
        if (_isFlushDue)
        {
            _isFlushDue = false;
            part.Length = 0;
            entry = NvmCommand.Flush(_disk.Id);
        }
        else
        {
            try
            {
                part.Buffers = _buffers;
                part.Length = _disk.Mapper.Map(slot.Mapping!, _block, _buffers, out part.Copy);
            }
            catch (Exception exception)
            {
                // The caller's memory refused to be pinned, or there is none for a copy. Parts on their way are waited for first.
                _exception = exception;
                _queue.ReleaseUnused(slot);
                return false;
            }

            int blocks = part.Length / _disk.BlockBytes;
            entry = NvmCommand.Transfer(_opcode, _disk.Id, _block, blocks);
            entry.Dword12 |= _control;
            slot.FillDataPointer(ref entry);
            _buffers.Advance(part.Length);
            _block += (ulong)blocks;
        }

        part.Slot = slot;
        _partCount++;
        _hasBegun = true;
        if (owner is not null)
        {
            ExpectCommand();
        }

        _queue.Append(slot, ref entry, _disk.Core.Options.IoTimeoutNanoseconds);
        return true;
    }

    // The status of the transfer is that of the first part that failed.
    private void Collect(bool isWaiting)
    {
        for (int index = 0; index < _partCount; index++)
        {
            ref TransferPart part = ref _parts[index];
            CommandSlot slot = part.Slot!;
            CommandResult result = isWaiting ? _queue.Wait(slot) : _queue.Release(slot);
            if (part.Copy is NvmeBuffer copy)
            {
                TakeBack(copy, part, result);
            }

            if (!result.IsSuccess && _status.IsSuccess)
            {
                Judge(index, result);
            }

            part = default;
        }

        _partCount = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TakeBack(NvmeBuffer copy, in TransferPart part, CommandResult result)
    {
        if (result.IsSuccess && part.Buffers.Direction == DmaDirection.FromDevice)
        {
            part.Buffers.CopyFrom(copy.Memory.Span[..part.Length]);
        }

        // A controller that could not be stopped may still write to it.
        if (!result.IsQuarantined)
        {
            copy.Dispose();
        }
    }
}

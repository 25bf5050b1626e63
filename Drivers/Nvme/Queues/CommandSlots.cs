using System;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// The command slots of one queue: one less than the ring has entries, so that the ring cannot overflow. Any thread may claim and
/// release; claiming may wait until another command ends.
/// </summary>
internal sealed class CommandSlots : IDisposable
{
    private readonly CommandSlot[] _slots;
    private readonly PrpLists? _lists;
#pragma warning disable CA2213 // Never disposed: late callers still learn from it that the queue is closed, and it holds no handle.
    private readonly SemaphoreSlim _available;
#pragma warning restore CA2213
    private readonly Lock _freeLock = new();
    private readonly ushort[] _free;
    private int _freeCount;
    private volatile bool _isClosed;

    /// <summary>Makes the slots for a ring of <paramref name="depth"/> entries.</summary>
    /// <param name="dma">Where the memory for PRP lists comes from.</param>
    /// <param name="depth">Entries of the ring, 2 to 65536.</param>
    /// <param name="listEntries">Length of each slot's PRP list; 0: the queue's commands carry no caller's buffers.</param>
    internal CommandSlots(IDmaAllocator dma, uint depth, int listEntries)
    {
        _slots = new CommandSlot[depth - 1];
        _free = new ushort[_slots.Length];
        _available = new SemaphoreSlim(_slots.Length);
        _lists = listEntries == 0 ? null : new PrpLists(dma, _slots.Length, listEntries);
        for (int index = 0; index < _slots.Length; index++)
        {
            _slots[index] = new CommandSlot((ushort)index, _lists?[index]);
        }

        // The lowest ids are given out first, so that traces of little load are easy to read.
        while (_freeCount < _free.Length)
        {
            _free[_freeCount] = (ushort)(_free.Length - 1 - _freeCount);
            _freeCount++;
        }
    }

    /// <summary>All slots, by command id.</summary>
    internal ReadOnlySpan<CommandSlot> All => _slots;

    /// <summary>True if nobody uses a slot.</summary>
    internal bool AreAllFree
    {
        get
        {
            lock (_freeLock)
            {
                return _freeCount == _slots.Length;
            }
        }
    }

    /// <summary>The slot of a command id that a device wrote; null if there is none.</summary>
    internal CommandSlot? Find(ushort id) => id < _slots.Length ? _slots[id] : null;

    /// <summary>Claims a slot if one is free now.</summary>
    internal CommandSlot? TryClaim(CommandWait wait) => !_isClosed && _available.Wait(0) ? Take(wait) : null;

    /// <summary>Claims a slot, blocking until one is free.</summary>
    /// <returns>Null if the queue is closed.</returns>
    internal CommandSlot? Claim(CommandWait wait)
    {
        _available.Wait();
        return Take(wait);
    }

    /// <summary>Claims a slot, waiting without a thread until one is free.</summary>
    /// <returns>Null if the queue is closed.</returns>
    internal ValueTask<CommandSlot?> ClaimAsync(CommandWait wait) =>
        _available.Wait(0) ? new ValueTask<CommandSlot?>(Take(wait)) : ClaimLaterAsync(wait);

    /// <summary>Takes the result out of a slot whose command has ended, and gives the slot back.</summary>
    internal CommandResult Release(CommandSlot slot)
    {
        CommandResult result = slot.TakeResult();
        if (!slot.IsQuarantined)
        {
            lock (_freeLock)
            {
                _free[_freeCount++] = slot.Id;
            }

            _available.Release();
        }

        return result;
    }

    /// <summary>From now on nobody gets a slot; those who wait for one are told so.</summary>
    internal void Close()
    {
        _isClosed = true;
        _available.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _lists?.Dispose();

    private async ValueTask<CommandSlot?> ClaimLaterAsync(CommandWait wait)
    {
        await _available.WaitAsync().ConfigureAwait(false);
        return Take(wait);
    }

    private CommandSlot? Take(CommandWait wait)
    {
        if (_isClosed)
        {
            // What was taken is the news that the queue is closed: pass it on to the next in line.
            _available.Release();
            return null;
        }

        CommandSlot slot;
        lock (_freeLock)
        {
            slot = _slots[_free[--_freeCount]];
        }

        slot.Claim(wait);
        return slot;
    }
}

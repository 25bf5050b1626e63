using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// The command slots of one queue: one less than the ring has entries, so that the ring cannot overflow. Any thread may claim and
/// release; nobody waits here, but in the <see cref="Line"/>.
/// </summary>
internal sealed class CommandSlots : IDisposable
{
    private readonly CommandSlot[] _slots;
    private readonly PrpLists? _lists;
    private readonly FreeStack _free = new();

    /// <summary>Makes the slots for a ring of <paramref name="depth"/> entries.</summary>
    /// <param name="dma">Where the memory for PRP lists comes from.</param>
    /// <param name="depth">Entries of the ring, 2 to 65536.</param>
    /// <param name="listEntries">Length of each slot's PRP list; 0: the queue's commands carry no caller's buffers.</param>
    /// <param name="sgls">How SGLs are used.</param>
    internal CommandSlots(IDmaAllocator dma, uint depth, int listEntries, SglUse sgls = default)
    {
        Line = new SlotLine(_free);
        _slots = new CommandSlot[depth - 1];
        _lists = listEntries == 0 ? null : new PrpLists(dma, _slots.Length, listEntries);
        for (int index = 0; index < _slots.Length; index++)
        {
            _slots[index] = new CommandSlot(_lists is null ? null : dma.CreateMapping(), _lists?[index], sgls);
            _free.Admit(_slots[index]);
        }

        // The lowest ids come on top, so that traces of little load are easy to read.
        for (int index = _slots.Length - 1; index >= 0; index--)
        {
            _free.Push(_slots[index]);
        }
    }

    /// <summary>What was allocated for PRP lists, in bytes.</summary>
    internal long MemoryBytes => _lists?.MemoryBytes ?? 0;

    /// <summary>Those who wait for a slot.</summary>
    internal SlotLine Line { get; }

    /// <summary>All slots, by command id.</summary>
    internal ReadOnlySpan<CommandSlot> All => _slots;

    /// <summary>True once nobody gets a slot any more.</summary>
    internal bool IsClosed => Line.Gate == SlotGate.Closed;

    /// <summary>True if nobody uses a slot.</summary>
    internal bool AreAllFree => Array.TrueForAll(_slots, slot => slot.IsFree);

    /// <summary>The slot of a command id that a device wrote; null if there is none.</summary>
    internal CommandSlot? Find(ushort id) => id < _slots.Length ? _slots[id] : null;

    /// <summary>A slot whose command the controller should have completed by now; null if there is none. Allocates nothing: somebody looks all the time.</summary>
    /// <param name="now">The time.</param>
    /// <param name="from">Where to begin to look.</param>
    internal CommandSlot? FindLate(long now, int from = 0)
    {
        for (int index = from; index < _slots.Length; index++)
        {
            if (_slots[index].IsSubmitted && now >= _slots[index].DeadlineNanoseconds)
            {
                return _slots[index];
            }
        }

        return null;
    }

    /// <summary>Commands that the controller has. A moment's look, slot by slot.</summary>
    internal int CountSubmitted()
    {
        int count = 0;
        foreach (CommandSlot slot in _slots)
        {
            count += slot.IsSubmitted ? 1 : 0;
        }

        return count;
    }

    /// <summary>Claims a slot, if one is free and nobody waits for one.</summary>
    /// <param name="owner">Who is told that the command has ended; null: the caller waits for it.</param>
    internal CommandSlot? TryClaim(CommandOwner? owner)
    {
        SchedulePoint.Reach();
        if (!Line.IsEmpty || Line.Gate != SlotGate.Open)
        {
            return null;
        }

        CommandSlot? slot = (CommandSlot?)_free.TryPop();
        slot?.Claim(owner);
        return slot;
    }

    /// <summary>Takes the result out of a slot whose command has ended, and gives the slot to the next who wants one.</summary>
    internal CommandResult Release(CommandSlot slot)
    {
        CommandResult result = slot.TakeResult();
        if (!slot.IsQuarantined)
        {
            GiveBack(slot);
        }

        return result;
    }

    /// <summary>Gives a slot back that was not used.</summary>
    internal void ReleaseUnused(CommandSlot slot)
    {
        slot.Relinquish();
        GiveBack(slot);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lists?.Dispose();
        foreach (CommandSlot slot in _slots)
        {
            slot.Mapping?.Dispose();
        }
    }

    // Pushed first, then looked: see SlotLine.Join.
    private void GiveBack(CommandSlot slot)
    {
        _free.Push(slot);
        SchedulePoint.Reach();
        if (!Line.IsEmpty)
        {
            Line.Serve();
        }
    }
}

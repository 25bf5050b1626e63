using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// The ring that the controller puts completions into. One thread at a time: <see cref="QueuePair"/> sees to that.
/// </summary>
/// <remarks>
/// No tail is ever told to the host. Instead each entry carries a phase bit, which the controller turns over on every round: in the
/// first round 1 means new, in the second 0 (NVMe Base 1.4 §4.6). The memory starts as zeros, so that nothing looks new.
/// </remarks>
internal sealed class CompletionQueue : IDisposable
{
    private readonly DmaRing<CompletionEntry> _ring;
    private readonly Doorbell _headDoorbell;
    private uint _head;
    private uint _publishedHead;
    private uint _newPhase = 1;

    /// <summary>Makes an empty ring of <paramref name="depth"/> entries.</summary>
    internal CompletionQueue(IDmaAllocator dma, uint depth, Doorbell headDoorbell)
    {
        _ring = dma.AllocateRing<CompletionEntry>(depth);
        _headDoorbell = headDoorbell;
        Depth = depth;
    }

    /// <summary>Entries that the controller knows of.</summary>
    internal uint Depth { get; }

    /// <summary>Of entry 0.</summary>
    internal DeviceAddress Address => _ring.Address;

    /// <summary>What was allocated, in bytes.</summary>
    internal long MemoryBytes => (long)_ring.Capacity * CompletionEntry.Bytes;

    /// <summary>
    /// True if a completion seems to be there. Any thread, so it may be wrong about one that is being taken at this moment: a reason to look closer.
    /// </summary>
    internal bool SeemsToHaveNew =>
        CompletionEntry.PhaseField.Get(Volatile.Read(ref _ring[Volatile.Read(ref _head)].StatusAndPhase)) == Volatile.Read(ref _newPhase);

    /// <summary>Takes the next completion out of the ring.</summary>
    /// <returns>False if the controller has put none there.</returns>
    internal bool TryTake(out CompletionEntry completion)
    {
        ref CompletionEntry entry = ref _ring[_head];

        // Acquire: the controller wrote this word last, so the rest of the entry must be read after it. Read the other way round,
        // a new phase can come with the fields of the previous round.
        ushort statusAndPhase = Volatile.Read(ref entry.StatusAndPhase);
        if (CompletionEntry.PhaseField.Get(statusAndPhase) != _newPhase)
        {
            completion = default;
            return false;
        }

        completion = entry;
        completion.StatusAndPhase = statusAndPhase;
        Advance();
        return true;
    }

    /// <summary>Gives the taken entries back to the controller: one doorbell for all of them, none if there are none.</summary>
    internal void Publish()
    {
        if (_head != _publishedHead)
        {
            uint before = _publishedHead;
            _publishedHead = _head;
            _headDoorbell.Ring(_head, before);
        }
    }

    /// <summary>Rings the doorbell with the head as it is, by the register.</summary>
    internal void RingAgain()
    {
        _publishedHead = _head;
        _headDoorbell.RingRegister(_head);
    }

    /// <summary>Makes an empty ring again, for a controller that was reset and writes nothing now.</summary>
    internal void Restart()
    {
        for (uint index = 0; index < Depth; index++)
        {
            _ring[index] = default;
        }

        _head = 0;
        _publishedHead = 0;
        _newPhase = 1;
    }

    /// <inheritdoc/>
    public void Dispose() => _ring.Dispose();

    private void Advance()
    {
        _head++;
        if (_head == Depth)
        {
            _head = 0;
            _newPhase ^= 1;
        }
    }
}

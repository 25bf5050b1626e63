using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// The ring that commands are put into. The host writes at the tail, the controller fetches at the head. One thread at a time:
/// <see cref="QueuePair"/> sees to that.
/// </summary>
/// <remarks>
/// A ring of N entries holds N - 1 commands, because full and empty would look alike. Nothing here counts them: there are N - 1
/// command slots, and a slot is given back only after its completion, when the controller has long fetched the entry.
/// </remarks>
internal sealed class SubmissionQueue : IDisposable
{
    private readonly DmaRing<SubmissionEntry> _ring;
    private readonly Doorbell _tailDoorbell;
    private uint _tail;

    /// <summary>Makes an empty ring of <paramref name="depth"/> entries.</summary>
    internal SubmissionQueue(IDmaAllocator dma, uint depth, Doorbell tailDoorbell)
    {
        _ring = dma.AllocateRing<SubmissionEntry>(depth);
        _tailDoorbell = tailDoorbell;
        Depth = depth;
    }

    /// <summary>Entries that the controller knows of. The memory may have more: the ring wraps here, not there.</summary>
    internal uint Depth { get; }

    /// <summary>Of entry 0.</summary>
    internal DeviceAddress Address => _ring.Address;

    /// <summary>Copies a command to the tail. The controller does not look before <see cref="Publish"/>.</summary>
    internal void Append(in SubmissionEntry entry)
    {
        _ring[_tail] = entry;
        uint next = _tail + 1;
        _tail = next == Depth ? 0 : next;
    }

    /// <summary>Hands over what was appended. The doorbell write is the release: the entries, and the PRP lists they point to, are visible before it.</summary>
    internal void Publish() => _tailDoorbell.Ring(_tail);

    /// <inheritdoc/>
    public void Dispose() => _ring.Dispose();
}

using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// The ring that commands are put into. The host writes at the tail, the controller fetches at the head. Any number of threads, on
/// any CPU, append and publish at once; none of them ever waits for another.
/// </summary>
/// <remarks>
/// <para>How it stays correct, whatever happens to a thread on its way. The CPU only chose the queue; nothing below depends on which
/// one a thread runs on, or on it running at all.</para>
/// <para>1. Room. A ring of N entries holds N - 1 commands, because full and empty would look alike. Nothing here counts them: there
/// are N - 1 command slots, a thread appends only with a slot in hand, and a slot is given back only after its completion, when the
/// controller has long fetched the entry. So the place that a thread reserves is free.</para>
/// <para>2. Reserving a place is one compare-and-exchange of the word that holds the next index and the round. It fails only if
/// another thread has reserved one: somebody always gets on. The top bit of the word closes the queue, so that checking and
/// reserving are one step: no place is reserved after <see cref="Close"/>.</para>
/// <para>3. The thread writes the entry and then, with release, the round into the place's mark: the entry is finished. It may be
/// preempted, migrate or be suspended by the collector before that for as long as it likes: its entry and those behind it are not
/// published meanwhile, and nobody stands still for it, neither those who append behind it nor the soft-interrupt thread, which has
/// no business here.</para>
/// <para>4. Publishing moves the tail over all entries that are finished, and rings the doorbell once for them. One thread does it at
/// a time (<see cref="SoleWorker"/>), so that the doorbell never goes back. Whoever finishes an entry asks for it afterwards; if another thread
/// is at it, that one looks again. So every entry is published by the last of these three to happen: its own finish, the finish of
/// the last unfinished entry before it, or the end of the publishing that looked too early.</para>
/// <para>5. A mark is never mistaken for that of an earlier round: the round before it used the place up to its completion, and the
/// round after it cannot begin before this one is completed (1). A mark's value comes back only after 2^32 rounds.</para>
/// </remarks>
internal sealed class SubmissionQueue : IDisposable
{
    private const long Closed = long.MinValue;
    private const int IndexBits = 16;
    private const long IndexMask = (1L << IndexBits) - 1;

    // Read by all, written by none: apart from what is written below.
    private readonly DmaRing<SubmissionEntry> _ring;
    private readonly int[] _finishedRounds;
    private readonly Doorbell _tailDoorbell;

    // Written by all who append: the index in the low 16 bits, the round (from 1 on) above, the top bit when closed.
    private PaddedInt64 _next = new() { Value = 1L << IndexBits };

    // Written by the publisher only.
    private SoleWorker _publisher;
    private uint _tail;
    private long _tailRound = 1;

    /// <summary>Makes an empty ring of <paramref name="depth"/> entries.</summary>
    internal SubmissionQueue(IDmaAllocator dma, uint depth, Doorbell tailDoorbell)
    {
        _ring = dma.AllocateRing<SubmissionEntry>(depth);
        _finishedRounds = new int[depth];
        _tailDoorbell = tailDoorbell;
        Depth = depth;
    }

    /// <summary>Entries that the controller knows of. The memory may have more: the ring wraps here, not there.</summary>
    internal uint Depth { get; }

    /// <summary>Of entry 0.</summary>
    internal DeviceAddress Address => _ring.Address;

    /// <summary>What was allocated, in bytes.</summary>
    internal long MemoryBytes => (long)_ring.Capacity * SubmissionEntry.Bytes;

    /// <summary>True if the doorbell is a store that the register only helps.</summary>
    internal bool IsShadowed => _tailDoorbell.IsShadowed;

    /// <summary>Reserves the next place, for the holder of a command slot. A full fence.</summary>
    /// <param name="place">Where <see cref="Finish"/> puts the command; must be called with it.</param>
    /// <returns>False if the queue is closed.</returns>
    internal bool TryReserve(out SubmissionPlace place)
    {
        SchedulePoint.Reach();
        long next = Volatile.Read(ref _next.Value);
        while (next >= 0)
        {
            uint index = (uint)(next & IndexMask);
            long after = index + 1 == Depth ? ((next >> IndexBits) + 1) << IndexBits : next + 1;
            SchedulePoint.Reach();
            long seen = Interlocked.CompareExchange(ref _next.Value, after, next);
            if (seen == next)
            {
                place = new SubmissionPlace(index, next >> IndexBits);
                return true;
            }

            next = seen;
        }

        place = default;
        return false;
    }

    /// <summary>Puts a command into a reserved place. The controller does not look at it before <see cref="Publish"/>.</summary>
    internal void Finish(SubmissionPlace place, in SubmissionEntry entry)
    {
        SchedulePoint.Reach();
        _ring[place.Index] = entry;

        // Release: the publisher, on another CPU perhaps, hands the entry over as soon as it sees the mark.
        SchedulePoint.Reach();
        Volatile.Write(ref _finishedRounds[place.Index], (int)place.Round);
    }

    /// <summary>Hands over all commands that are finished, or has another thread do it that is at it. One doorbell for all.</summary>
    internal void Publish()
    {
        if (!_publisher.TryStart())
        {
            return;
        }

        do
        {
            PublishFinished();
        }
        while (!_publisher.TryFinish());
    }

    /// <summary>
    /// Rings the doorbell again, with the tail where it is. For the backup poll, should a doorbell have been lost; if another thread
    /// is publishing, nothing needs to be done.
    /// </summary>
    internal void RingAgain()
    {
        if (!_publisher.TryStartIfIdle())
        {
            return;
        }

        do
        {
            PublishFinished();
            _tailDoorbell.RingRegister(_tail);
        }
        while (!_publisher.TryFinish());
    }

    /// <summary>From now on no place can be reserved. What was reserved before is still put in. A full fence.</summary>
    internal void Close()
    {
        SchedulePoint.Reach();
        Interlocked.Or(ref _next.Value, Closed);
    }

    /// <summary>
    /// Takes the right to publish and keeps it: after a return of true nobody rings the doorbell any more. Before the ring's memory goes.
    /// </summary>
    /// <returns>False if a thread is publishing, or has yet to finish an entry: try again later.</returns>
    internal bool TryRetire()
    {
        long next = Volatile.Read(ref _next.Value) & ~Closed;
        for (uint index = 0; index < Depth; index++)
        {
            // Places behind the next index were last reserved in the round before.
            long round = (next >> IndexBits) - (index < (next & IndexMask) ? 0 : 1);
            if (Volatile.Read(ref _finishedRounds[index]) != (int)round)
            {
                return false;
            }
        }

        return _publisher.TryStartIfIdle();
    }

    /// <summary>
    /// Makes an empty ring again of one that was retired, for a controller that was reset and begins at entry 0. It stays closed. The rounds go on
    /// where they were, so that numbers of commands never come twice.
    /// </summary>
    internal void Restart()
    {
        long round = (Volatile.Read(ref _next.Value) & ~Closed) >> IndexBits;
        Array.Fill(_finishedRounds, (int)round);
        _tail = 0;
        _tailRound = round + 1;
        Interlocked.Exchange(ref _next.Value, Closed | ((round + 1) << IndexBits));
    }

    /// <summary>Gives the right to publish back that <see cref="TryRetire"/> took.</summary>
    internal void Release()
    {
        while (!_publisher.TryFinish())
        {
            // Those who asked meanwhile had put nothing into this ring.
        }
    }

    /// <summary>Places can be reserved again.</summary>
    internal void Open() => Interlocked.And(ref _next.Value, ~Closed);

    /// <inheritdoc/>
    public void Dispose() => _ring.Dispose();

    private void PublishFinished()
    {
        uint tail = _tail;
        long round = _tailRound;
        SchedulePoint.Reach();

        // Acquire: the entry is read by the controller, but only after the doorbell, and that comes after this look.
        while (Volatile.Read(ref _finishedRounds[tail]) == (int)round)
        {
            tail++;
            if (tail == Depth)
            {
                tail = 0;
                round++;
            }
        }

        if (tail != _tail)
        {
            uint before = _tail;
            _tail = tail;
            _tailRound = round;

            // The doorbell write is the release: entries, and the PRP lists they point to, are visible to the controller before it.
            SchedulePoint.Reach();
            _tailDoorbell.Ring(tail, before);
        }
    }
}

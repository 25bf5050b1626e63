using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>
/// The queues: fetches commands when doorbells ring, gives them to those who execute them, posts completions. NVMe Base 1.4 §4.1 and
/// §7.2. Under the controller's lock.
/// </summary>
internal sealed class QueueEngine(SimulatedController device)
{
    private const int SubmissionEntryBytes = 64;
    private const int CompletionEntryBytes = 16;

    private readonly Dictionary<uint, SubmissionRing> _submissions = [];
    private readonly Dictionary<uint, CompletionRing> _completions = [];
    private readonly List<PendingCommand> _held = [];
    private long _order;

    internal (int Tails, int Heads) DoorbellWrites { get; private set; }

    internal IReadOnlyCollection<SubmissionRing> Submissions => _submissions.Values;

    internal IReadOnlyCollection<CompletionRing> Completions => _completions.Values;

    internal IReadOnlyList<PendingCommand> Held => _held;

    internal SubmissionRing? FindSubmission(uint id) => _submissions.GetValueOrDefault(id);

    internal CompletionRing? FindCompletion(uint id) => _completions.GetValueOrDefault(id);

    internal void Add(SubmissionRing ring) => _submissions.Add(ring.Id, ring);

    // The phase bits must start as 0, or what lies in the memory looks like completions.
    internal void Add(CompletionRing ring)
    {
        _completions.Add(ring.Id, ring);
        Span<byte> entry = stackalloc byte[CompletionEntryBytes];
        for (uint index = 0; index < ring.Entries; index++)
        {
            device.Memory.Read(ring.Address + (index * CompletionEntryBytes), entry);
            if ((entry[14] & 1) != 0)
            {
                device.Violate($"the memory of completion queue {ring.Id} does not start with phase 0");
                return;
            }
        }
    }

    /// <summary>Deletes a submission queue; its commands end as aborted first. NVMe Base 1.4 §5.6.</summary>
    internal void Remove(SubmissionRing ring)
    {
        foreach (PendingCommand pending in ring.Pending.Values.OrderBy(pending => pending.Order).ToArray())
        {
            End(pending, StatusCode.AbortedBySubmissionQueueDeletion);
        }

        _submissions.Remove(ring.Id);
    }

    internal void Remove(CompletionRing ring)
    {
        _completions.Remove(ring.Id);
        device.Interrupts.Refresh();
    }

    /// <summary>Forgets everything, as a reset does: what is outstanding is neither executed nor completed.</summary>
    internal void Reset()
    {
        foreach (PendingCommand pending in _submissions.Values.SelectMany(ring => ring.Pending.Values))
        {
            pending.IsOver = true;
        }

        _submissions.Clear();
        _completions.Clear();
        _held.Clear();
    }

    internal void RingDoorbell(uint offset, uint value)
    {
        uint number = offset / device.DoorbellStride;
        if (offset % device.DoorbellStride != 0)
        {
            device.Violate($"doorbell write at 0x{offset:x} between doorbells");
        }
        else if (device.Faults.IgnoresDoorbell?.Invoke(number) == true)
        {
            return;
        }
        else if (number % 2 == 0)
        {
            DoorbellWrites = (DoorbellWrites.Tails + 1, DoorbellWrites.Heads);
            RingTail(number / 2, value);
        }
        else
        {
            DoorbellWrites = (DoorbellWrites.Tails, DoorbellWrites.Heads + 1);
            RingHead(number / 2, value);
        }
    }

    /// <summary>Takes over a new tail, wherever it was read, and fetches.</summary>
    internal void MoveTail(SubmissionRing ring, uint tail)
    {
        uint added = (tail + ring.Entries - ring.Tail) % ring.Entries;
        if (added > ring.Entries - 1 - ring.Filled)
        {
            device.Violate($"submission queue {ring.Id} is overrun: {added} commands put where {ring.Entries - 1 - ring.Filled} fit");
        }

        ring.Tail = tail;
        Fetch(ring);
    }

    /// <summary>Takes over a new head, and posts what waited for room.</summary>
    internal void MoveHead(CompletionRing ring, uint head)
    {
        uint consumed = (head + ring.Entries - ring.Head) % ring.Entries;
        if (consumed > (ring.Tail + ring.Entries - ring.Head) % ring.Entries)
        {
            device.Violate($"completion queue {ring.Id}: the host consumed {consumed} entries, more than there are");
        }

        ring.Head = head;
        PostWaiting(ring);
        if (ring.Vector is int vector)
        {
            device.Interrupts.OnConsumed(vector);
        }
    }

    /// <summary>Goes on where a limit or a fault stopped the fetching.</summary>
    internal void FetchAll()
    {
        foreach (SubmissionRing ring in _submissions.Values.ToArray())
        {
            Fetch(ring);
        }
    }

    /// <summary>Executes a command and posts its completion.</summary>
    internal void Complete(PendingCommand pending)
    {
        if (pending.IsOver)
        {
            return;
        }

        (ushort Status, uint Result)? outcome = device.Faults.StatusOf(pending.Command) is ushort status
            ? (status, 0)
            : device.Execute(pending);
        if (outcome is (ushort, uint) known)
        {
            End(pending, known.Status, known.Result);
        }
    }

    /// <summary>Completes a command with a given outcome.</summary>
    internal void End(PendingCommand pending, ushort status, uint result = 0)
    {
        SubmissionRing ring = pending.Ring;
        SimulatedCompletion completion = new()
        {
            SubmissionQueueId = (ushort)ring.Id,
            SubmissionHead = (ushort)ring.Head,
            CommandId = pending.Command.CommandId,
            Status = status,
            Result = result,
        };
        device.Logs.Note(pending.Command, status);
        device.OnCompletion?.Invoke(pending.Command, completion);
        device.Faults.Change(pending.Command, completion);
        _held.Remove(pending);
        pending.IsHeld = completion.Times == 0;
        pending.IsOver = !pending.IsHeld;
        if (pending.IsOver)
        {
            ring.Pending.Remove(pending.Command.CommandId);
        }

        for (int time = 0; time < completion.Times && !device.IsGone; time++)
        {
            ring.Completions.Waiting.Enqueue(completion);
            PostWaiting(ring.Completions);
        }

        Fetch(ring);
    }

    private void RingTail(uint id, uint value)
    {
        if (FindSubmission(id) is not SubmissionRing ring || value >= ring.Entries)
        {
            device.Violate($"tail doorbell of queue {id} rung with {value}");
            device.Events.Report(AsynchronousEvent.InvalidDoorbell);
            return;
        }

        if (value == ring.Tail && !device.Shadows.Covers(id))
        {
            device.Violate($"tail doorbell of queue {id} rung with the same value");
        }

        if (!device.Shadows.OnTailRung(ring))
        {
            MoveTail(ring, value);
        }
    }

    private void RingHead(uint id, uint value)
    {
        if (FindCompletion(id) is not CompletionRing ring || value >= ring.Entries)
        {
            device.Violate($"head doorbell of queue {id} rung with {value}");
            device.Events.Report(AsynchronousEvent.InvalidDoorbell);
            return;
        }

        if (value == ring.Head && !device.Shadows.Covers(id))
        {
            device.Violate($"head doorbell of queue {id} rung with the same value");
        }

        if (!device.Shadows.OnHeadRung(ring))
        {
            MoveHead(ring, value);
        }
    }

    private void Fetch(SubmissionRing ring)
    {
        Span<byte> entry = stackalloc byte[SubmissionEntryBytes];
        while (ring.Head != ring.Tail && ring.Pending.Count < device.FetchLimit && device.IsRunning && _submissions.ContainsValue(ring))
        {
            device.Memory.Read(ring.Address + (ring.Head * SubmissionEntryBytes), entry);
            ring.Head = (ring.Head + 1) % ring.Entries;
            PendingCommand pending = new(Decode(ring, entry), ring, _order++);
            if ((pending.Command.Flags & ~SglWalk.CommandFlag) != 0 || (pending.Command.Flags != 0 && (ring.Id == 0 || !SglWalk.IsOffered(device))))
            {
                device.Violate($"command flags 0x{pending.Command.Flags:x}: fused, or SGLs where there are none");
            }

            if (!ring.Pending.TryAdd(pending.Command.CommandId, pending))
            {
                device.Violate($"command id {pending.Command.CommandId} of queue {ring.Id} is used while it is outstanding");
            }

            device.Note(pending.Command);
            Dispatch(pending);
        }
    }

    private void Dispatch(PendingCommand pending)
    {
        FaultTiming timing = device.Faults.OnFetched(pending.Command);
        if (timing == FaultTiming.Never || !device.IsRunning)
        {
            pending.IsHeld = true;
        }
        else if (timing == FaultTiming.Held || (device.HoldsCompletions && pending.Command.IsIo))
        {
            pending.IsHeld = true;
            _held.Add(pending);
        }
        else if (timing.DelayNanoseconds + device.LatencyOf(pending.Command) is > 0 and long delay)
        {
            device.Clock.Schedule(delay, () => CompleteLater(pending));
        }
        else
        {
            Complete(pending);
        }
    }

    private void CompleteLater(PendingCommand pending)
    {
        lock (device.Sync)
        {
            if (device.IsRunning)
            {
                Complete(pending);
            }
        }
    }

    // A full completion queue makes the controller wait for the head doorbell.
    private void PostWaiting(CompletionRing ring)
    {
        if (ring.IsFull)
        {
            device.Shadows.LookForHead(ring);
        }

        while (!ring.IsFull && ring.Waiting.TryDequeue(out SimulatedCompletion? completion))
        {
            Write(ring, completion);
            if (ring.Vector is int vector)
            {
                device.Interrupts.OnPosted(vector);
            }
        }
    }

    private void Write(CompletionRing ring, SimulatedCompletion completion)
    {
        Span<byte> entry = stackalloc byte[CompletionEntryBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, completion.Result);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[8..], completion.SubmissionHead);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[10..], completion.SubmissionQueueId);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[12..], completion.CommandId);

        // The word with the phase comes last, as a device's write of the whole entry does.
        Span<byte> target = device.Memory.Find(ring.Address + (ring.Tail * CompletionEntryBytes), CompletionEntryBytes, "write");
        entry[..14].CopyTo(target);
        int phase = completion.HasOldPhase ? ring.Phase ^ 1 : ring.Phase;
        Volatile.Write(ref MemoryMarshal.Cast<byte, ushort>(target)[7], (ushort)((completion.Status << 1) | phase));
        ring.Tail++;
        if (ring.Tail == ring.Entries)
        {
            ring.Tail = 0;
            ring.Phase ^= 1;
        }
    }

    private static SimulatedCommand Decode(SubmissionRing ring, ReadOnlySpan<byte> entry) => new(
        (ushort)ring.Id,
        entry[0],
        BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]),
        BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]),
        BinaryPrimitives.ReadUInt64LittleEndian(entry[24..]),
        BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]),
        BinaryPrimitives.ReadUInt32LittleEndian(entry[40..]),
        BinaryPrimitives.ReadUInt32LittleEndian(entry[44..]),
        BinaryPrimitives.ReadUInt32LittleEndian(entry[48..]))
    {
        Flags = entry[1],
        MetadataPointer = BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]),
        Dword13 = BinaryPrimitives.ReadUInt32LittleEndian(entry[52..]),
        Dword14 = BinaryPrimitives.ReadUInt32LittleEndian(entry[56..]),
        Dword15 = BinaryPrimitives.ReadUInt32LittleEndian(entry[60..]),
    };
}

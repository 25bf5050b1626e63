using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace CosmosNvme.Nvme.Simulator;

/// <content>This part: queues and doorbells.</content>
public sealed partial class SimulatedController
{
    private const int SubmissionEntryBytes = 64;
    private const int CompletionEntryBytes = 16;

    private readonly Dictionary<uint, SubmissionRing> _submissionRings = [];
    private readonly Dictionary<uint, CompletionRing> _completionRings = [];
    private readonly List<(CompletionRing Ring, SimulatedCompletion Completion)> _held = [];

    /// <summary>Doorbell writes so far: of submission tails and of completion heads.</summary>
    public (int Tails, int Heads) DoorbellWrites { get; private set; }

    private void RingDoorbell(uint offset, uint value)
    {
        if (offset % DoorbellStride != 0)
        {
            Violate($"doorbell write at 0x{offset:x} between doorbells");
            return;
        }

        uint number = offset / DoorbellStride;
        if (number % 2 == 0)
        {
            DoorbellWrites = (DoorbellWrites.Tails + 1, DoorbellWrites.Heads);
            if (_submissionRings.TryGetValue(number / 2, out SubmissionRing? ring) && value < ring.Entries)
            {
                if (value == ring.Tail)
                {
                    Violate($"tail doorbell of queue {ring.Id} rung with the same value");
                }

                ring.Tail = value;
                Fetch(ring);
            }
            else
            {
                Violate($"tail doorbell of queue {number / 2} rung with {value}");
            }
        }
        else
        {
            DoorbellWrites = (DoorbellWrites.Tails, DoorbellWrites.Heads + 1);
            if (_completionRings.TryGetValue(number / 2, out CompletionRing? ring) && value < ring.Entries)
            {
                if (value == ring.Head)
                {
                    Violate($"head doorbell of queue {ring.Id} rung with the same value");
                }

                ring.Head = value;
                PostWaiting(ring);
            }
            else
            {
                Violate($"head doorbell of queue {number / 2} rung with {value}");
            }
        }
    }

    private void Fetch(SubmissionRing ring)
    {
        Span<byte> entry = stackalloc byte[SubmissionEntryBytes];
        while (ring.Head != ring.Tail)
        {
            Memory.Read(ring.Address + (ring.Head * SubmissionEntryBytes), entry);
            ring.Head = (ring.Head + 1) % ring.Entries;
            SimulatedCommand command = new(
                (ushort)ring.Id,
                entry[0],
                BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[24..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[40..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[44..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[48..]));
            if (entry[1] != 0)
            {
                Violate($"command flags 0x{entry[1]:x}: fused, or not PRPs");
            }

            _commands.Add(command);
            SimulatedCompletion completion = new()
            {
                SubmissionQueueId = (ushort)ring.Id,
                SubmissionHead = (ushort)ring.Head,
                CommandId = command.CommandId,
            };
            (completion.Status, completion.Result) = command.IsAdmin ? ExecuteAdmin(command) : ExecuteIo(command);
            OnCompletion?.Invoke(command, completion);
            for (int time = 0; time < completion.Times; time++)
            {
                if (HoldsCompletions && !command.IsAdmin)
                {
                    _held.Add((ring.Completions, completion));
                }
                else
                {
                    Post(ring.Completions, completion);
                }
            }
        }
    }

    private void Post(CompletionRing ring, SimulatedCompletion completion)
    {
        ring.Waiting.Enqueue(completion);
        PostWaiting(ring);
    }

    // A full completion queue makes the controller wait for the head doorbell.
    private void PostWaiting(CompletionRing ring)
    {
        bool hasPosted = false;
        Span<byte> entry = stackalloc byte[CompletionEntryBytes];
        while ((ring.Tail + 1) % ring.Entries != ring.Head && ring.Waiting.TryDequeue(out SimulatedCompletion? completion))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(entry, completion.Result);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], 0);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[8..], completion.SubmissionHead);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[10..], completion.SubmissionQueueId);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[12..], completion.CommandId);

            // The word with the phase comes last, as a device's write of the whole entry does.
            Span<byte> target = Memory.Find(ring.Address + (ring.Tail * CompletionEntryBytes), CompletionEntryBytes, "write");
            entry[..14].CopyTo(target);
            Volatile.Write(ref MemoryMarshal.Cast<byte, ushort>(target)[7], (ushort)((completion.Status << 1) | ring.Phase));
            ring.Tail++;
            if (ring.Tail == ring.Entries)
            {
                ring.Tail = 0;
                ring.Phase ^= 1;
            }

            hasPosted = true;
        }

        if (hasPosted && ring.Vector is int vector && vector < _lines.Count)
        {
            _lines[vector].Raise();
        }
    }

    private sealed record SubmissionRing(uint Id, uint Entries, ulong Address, CompletionRing Completions)
    {
        internal uint Head { get; set; }

        internal uint Tail { get; set; }
    }

    private sealed record CompletionRing(uint Id, uint Entries, ulong Address, int? Vector)
    {
        internal Queue<SimulatedCompletion> Waiting { get; } = new();

        internal uint Head { get; set; }

        internal uint Tail { get; set; }

        internal int Phase { get; set; } = 1;
    }
}

using System;
using System.Collections.Generic;

namespace CosmosNvme.Nvme;

/// <content>
/// What went through the queue. Nothing is written down for it but a time now and then: the commands are still in the one ring, and how they ended in the
/// other, because neither the controller nor anybody else clears an entry.
/// </content>
public sealed partial class NvmeQueue
{
    /// <summary>
    /// The last commands that were handed over, oldest first: as many as the ring has entries, and no more than 256. Their times are those of the latest
    /// look at the clock before, which the queue takes at every sixteenth batch. By the owner; allocates.
    /// </summary>
    public IReadOnlyList<FlightRecord> ReadTrace()
    {
        Dictionary<ushort, Queue<(NvmeStatus Status, long Ended)>> ends = ReadEnds();
        HashSet<ushort> seen = IdsInBatch();
        List<FlightRecord> records = [];

        // The batch that is being put together has overwritten the oldest.
        long kept = Math.Min(Math.Min((long)_submitted, _submissions.Capacity - seen.Count), FlightRecorder.Capacity);
        for (long back = 1; back <= kept; back++)
        {
            long sequence = (long)_submitted - back;
            SubmissionEntry entry = _submissions[(uint)sequence];
            if (entry.CommandId >= _slots.Length || !_submitTimes.TryFind(sequence, out long submitted, out int cpu))
            {
                break;
            }

            FlightRecord record = new(
                sequence,
                entry.Opcode,
                entry.CommandId,
                entry.NamespaceId,
                entry.Dwords10And11,
                FlightRecorder.BlocksOf(entry.Opcode, entry.NamespaceId, entry.Dword12),
                cpu,
                submitted,
                EndedNanoseconds: 0,
                Status: default,
                WasGivenUp: false);

            // Of the commands that a slot had, only the last can still be on its way.
            DirectSlotState state = seen.Add(entry.CommandId) ? _slots[entry.CommandId].State : DirectSlotState.Free;
            if (state == DirectSlotState.GivenUp)
            {
                record = record with { EndedNanoseconds = _givenUpAt, WasGivenUp = true };
            }
            else if (state == DirectSlotState.Free)
            {
                if (!ends.TryGetValue(entry.CommandId, out Queue<(NvmeStatus Status, long Ended)>? ended) || !ended.TryDequeue(out (NvmeStatus Status, long Ended) end))
                {
                    break;
                }

                record = record with { EndedNanoseconds = Math.Max(end.Ended, submitted), Status = end.Status };
            }

            records.Add(record);
        }

        records.Reverse();
        return records;
    }

    // By command id, latest first.
    private Dictionary<ushort, Queue<(NvmeStatus Status, long Ended)>> ReadEnds()
    {
        Dictionary<ushort, Queue<(NvmeStatus Status, long Ended)>> ends = [];

        // The controller may be writing the ends of commands on their way over the oldest entries.
        long kept = Math.Min((long)_ended, _completions.Capacity - Outstanding);
        for (long back = 1; back <= kept; back++)
        {
            long number = (long)_ended - back;
            CompletionEntry entry = _completions[(uint)number];
            if (!_endTimes.TryFind(number, out long nanoseconds, out _))
            {
                break;
            }

            if (!ends.TryGetValue(entry.CommandId, out Queue<(NvmeStatus Status, long Ended)>? queue))
            {
                ends.Add(entry.CommandId, queue = new Queue<(NvmeStatus Status, long Ended)>());
            }

            queue.Enqueue((entry.Status, Math.Max(nanoseconds, 1)));
        }

        return ends;
    }

    private HashSet<ushort> IdsInBatch()
    {
        HashSet<ushort> ids = [];
        for (ulong number = _submitted; number != _added; number++)
        {
            ids.Add(_submissions[(uint)number].CommandId);
        }

        return ids;
    }

    // Of a command that is on its way.
    private string Describe(ushort id)
    {
        for (uint back = 1; back <= _submissions.Capacity; back++)
        {
            SubmissionEntry entry = _submissions[(uint)_added - back];
            if (entry.CommandId == id)
            {
                return FlightRecorder.Describe(entry.Opcode, entry.NamespaceId, entry.Dwords10And11, FlightRecorder.BlocksOf(entry.Opcode, entry.NamespaceId, entry.Dword12));
            }
        }

        return "which many others have overtaken";
    }
}

using System;
using System.Buffers.Binary;
using System.Linq;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>
/// Doorbells in memory. NVMe Base 1.4 §5.7 and §7.13: the host writes tails and heads of I/O queues into one page; into another the
/// controller writes the value at whose passing it wants the register rung too. Under the controller's lock.
/// </summary>
public sealed class ShadowDoorbells
{
    private readonly SimulatedController _device;
    private ulong _shadow;
    private ulong _eventIndex;
    private bool _isPolling;

    internal ShadowDoorbells(SimulatedController device) => _device = device;

    /// <summary>True between Doorbell Buffer Config and the next reset.</summary>
    public bool IsConfigured { get; private set; }

    /// <summary>
    /// How often the controller looks into the page by itself while there is work, in virtual time: no doorbell is needed then.
    /// 0: it never does and wants each doorbell.
    /// </summary>
    public long PollNanoseconds { get; set; }

    /// <summary>Looks into the page at which something new was found without a doorbell.</summary>
    public long FoundByPolling { get; private set; }

    internal bool Covers(uint queueId) => IsConfigured && queueId != 0;

    internal ushort Configure(ulong shadow, ulong eventIndex)
    {
        if (shadow % SimulatedMemory.PageBytes != 0 || eventIndex % SimulatedMemory.PageBytes != 0)
        {
            return StatusCode.InvalidPrpOffset;
        }

        if (shadow == 0 || eventIndex == 0)
        {
            return StatusCode.InvalidField;
        }

        (_shadow, _eventIndex, IsConfigured) = (shadow, eventIndex, true);
        return StatusCode.Success;
    }

    internal void Reset() => (IsConfigured, _isPolling) = (false, false);

    /// <summary>The tail register of a queue was rung: the page says how far.</summary>
    /// <returns>False if the register is what counts.</returns>
    internal bool OnTailRung(SubmissionRing ring)
    {
        if (!Covers(ring.Id))
        {
            return false;
        }

        if (PollNanoseconds == 0)
        {
            FetchUntilQuiet(ring);
            return true;
        }

        TakeTail(ring);
        if (!_isPolling)
        {
            _isPolling = true;
            _device.Clock.Schedule(PollNanoseconds, Poll);
        }

        return true;
    }

    /// <summary>The head register of a queue was rung.</summary>
    /// <returns>False if the register is what counts.</returns>
    internal bool OnHeadRung(CompletionRing ring)
    {
        if (!Covers(ring.Id))
        {
            return false;
        }

        TakeHead(ring);
        return true;
    }

    /// <summary>A completion finds its queue full: the host may have consumed entries without telling the register.</summary>
    internal void LookForHead(CompletionRing ring)
    {
        if (Covers(ring.Id))
        {
            TakeHead(ring);
        }
    }

    // First the event index, then one more look: the host does it the other way round, so one of the two sees the other.
    private void FetchUntilQuiet(SubmissionRing ring)
    {
        do
        {
            TakeTail(ring);
            WriteEventIndex(2 * ring.Id, ring.Tail);
        }
        while (ReadShadow(2 * ring.Id) != ring.Tail);
    }

    private void Poll()
    {
        lock (_device.Sync)
        {
            if (!_isPolling || !IsConfigured || !_device.IsRunning)
            {
                return;
            }

            bool isQuiet = true;
            foreach (SubmissionRing ring in _device.Queues.Submissions.Where(ring => ring.Id != 0).ToArray())
            {
                if (TakeTail(ring))
                {
                    FoundByPolling++;
                    isQuiet = false;
                }
            }

            foreach (CompletionRing ring in _device.Queues.Completions.Where(ring => ring.Id != 0 && ring.Waiting.Count > 0).ToArray())
            {
                TakeHead(ring);
                isQuiet = false;
            }

            if (!isQuiet)
            {
                _device.Clock.Schedule(PollNanoseconds, Poll);
                return;
            }

            // Goes to sleep, and asks to be woken.
            _isPolling = false;
            foreach (SubmissionRing ring in _device.Queues.Submissions.Where(ring => ring.Id != 0).ToArray())
            {
                FetchUntilQuiet(ring);
            }
        }
    }

    private bool TakeTail(SubmissionRing ring)
    {
        uint tail = ReadShadow(2 * ring.Id);
        if (tail == ring.Tail)
        {
            return false;
        }

        if (tail >= ring.Entries)
        {
            _device.Violate($"shadow tail of queue {ring.Id} is {tail}");
            return false;
        }

        _device.Queues.MoveTail(ring, tail);
        return true;
    }

    private void TakeHead(CompletionRing ring)
    {
        uint number = (2 * ring.Id) + 1;
        uint head = ReadShadow(number);
        WriteEventIndex(number, head);
        if (head >= ring.Entries)
        {
            _device.Violate($"shadow head of queue {ring.Id} is {head}");
        }
        else if (head != ring.Head)
        {
            _device.Queues.MoveHead(ring, head);
        }
    }

    private uint ReadShadow(uint number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        _device.Memory.Read(_shadow + (number * _device.DoorbellStride), bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private void WriteEventIndex(uint number, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _device.Memory.Write(_eventIndex + (number * _device.DoorbellStride), bytes);
    }
}

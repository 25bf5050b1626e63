using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>
/// The last 256 commands of a queue, always on: what was asked, when, by which CPU, and how it ended. Writing allocates nothing and
/// takes no lock; reading copies, and leaves out a line that is being written at that moment.
/// </summary>
internal sealed class FlightRecorder
{
    /// <summary>Commands kept.</summary>
    internal const int Capacity = 256;

    private readonly Line[] _lines = new Line[Capacity];
    private long _next;

    /// <summary>Starts a line. One thread at a time: under the queue's submission lock.</summary>
    /// <returns>The line, for <see cref="End"/>.</returns>
    internal long Begin(in SubmissionEntry entry, long now)
    {
        long sequence = _next;
        ref Line line = ref _lines[sequence % Capacity];

        // Readers and late writers recognise a line by its number: it is invalid while the line changes.
        Volatile.Write(ref line.Number, 0);
        bool isTransfer = entry.NamespaceId != 0 && (NvmOpcode)entry.Opcode is NvmOpcode.Read or NvmOpcode.Write;
        line.Opcode = entry.Opcode;
        line.CommandId = entry.CommandId;
        line.NamespaceId = entry.NamespaceId;
        line.Block = entry.Dword10 | ((ulong)entry.Dword11 << 32);
        line.Blocks = isTransfer ? (int)(entry.Dword12 & ushort.MaxValue) + 1 : 0;
        line.Cpu = Thread.GetCurrentProcessorId();
        line.Submitted = now;
        line.Ended = 0;
        line.Status = default;
        line.WasGivenUp = false;
        Volatile.Write(ref line.Number, sequence + 1);
        Volatile.Write(ref _next, sequence + 1);
        return sequence;
    }

    /// <summary>Completes a line, unless 256 younger commands have overwritten it. By the thread that drains.</summary>
    internal void End(long sequence, NvmeStatus status, long now) => Complete(sequence, status, now, wasGivenUp: false);

    /// <summary>Completes the line of a command that the controller never completed.</summary>
    internal void GiveUp(long sequence, long now) => Complete(sequence, default, now, wasGivenUp: true);

    /// <summary>The command in a few words, for messages.</summary>
    internal string Describe(long sequence)
    {
        ref Line line = ref _lines[sequence % Capacity];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"opcode {line.Opcode:x2}h, namespace {line.NamespaceId}, block {line.Block}, {line.Blocks} blocks");
    }

    /// <summary>Copies the lines, oldest first. Any thread; allocates.</summary>
    internal IReadOnlyList<FlightRecord> Read()
    {
        long end = Volatile.Read(ref _next);
        List<FlightRecord> records = new(Capacity);
        for (long sequence = Math.Max(0, end - Capacity); sequence < end; sequence++)
        {
            ref Line line = ref _lines[sequence % Capacity];
            if (Volatile.Read(ref line.Number) != sequence + 1)
            {
                continue;
            }

            FlightRecord record = new(
                sequence,
                line.Opcode,
                line.CommandId,
                line.NamespaceId,
                line.Block,
                line.Blocks,
                line.Cpu,
                line.Submitted,
                Volatile.Read(ref line.Ended),
                line.Status,
                line.WasGivenUp);
            if (Volatile.Read(ref line.Number) == sequence + 1)
            {
                records.Add(record);
            }
        }

        return records;
    }

    private void Complete(long sequence, NvmeStatus status, long now, bool wasGivenUp)
    {
        ref Line line = ref _lines[sequence % Capacity];
        if (Volatile.Read(ref line.Number) == sequence + 1)
        {
            line.Status = status;
            line.WasGivenUp = wasGivenUp;
            Volatile.Write(ref line.Ended, Math.Max(now, 1));
        }
    }

    private struct Line
    {
        internal long Number;
        internal long Submitted;
        internal long Ended;
        internal ulong Block;
        internal uint NamespaceId;
        internal int Blocks;
        internal int Cpu;
        internal ushort CommandId;
        internal byte Opcode;
        internal bool WasGivenUp;
        internal NvmeStatus Status;
    }
}

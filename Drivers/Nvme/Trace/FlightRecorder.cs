using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>A command that has no line yet.</summary>
    internal const long NoLine = -1;

    private readonly Line[] _lines = new Line[Capacity];

    /// <summary>Starts a line. Any thread, for a number that it alone has.</summary>
    /// <param name="sequence">Number of the command on its queue.</param>
    /// <param name="entry">The command.</param>
    /// <param name="now">The time.</param>
    /// <param name="cpu">The CPU that submits it.</param>
    /// <returns>The line, for <see cref="End(long, NvmeStatus, long)"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long Begin(long sequence, in SubmissionEntry entry, long now, int cpu)
    {
        ref Line line = ref _lines[(int)sequence & (Capacity - 1)];

        // Readers and late writers recognise a line by its number: it is invalid while the line changes. Two commands write the same
        // line at the same time only if one thread is held up here while 256 more commands pass it: then the line is a mixture.
        Volatile.Write(ref line.Number, 0);
        line.Submitted = now;
        line.Ended = 0;
        line.Block = entry.Dword10 | ((ulong)entry.Dword11 << 32);
        line.NamespaceId = entry.NamespaceId;
        line.Dword12 = entry.Dword12;
        line.CommandId = entry.CommandId;
        line.Opcode = entry.Opcode;
        line.WasGivenUp = false;
        line.Cpu = (ushort)cpu;
        line.Status = default;
        Volatile.Write(ref line.Number, sequence + 1);
        return sequence;
    }

    /// <summary>Completes a line, unless 256 younger commands have overwritten it. By the thread that drains.</summary>
    internal void End(long sequence, NvmeStatus status, long now) => Complete(sequence, status, now, wasGivenUp: false);

    /// <summary>The same, for those who count what commands did.</summary>
    /// <param name="sequence">The line.</param>
    /// <param name="status">How the command ended.</param>
    /// <param name="now">The time.</param>
    /// <param name="opcode">OPC of the command.</param>
    /// <returns>When the command was submitted; <see cref="NoLine"/> if the line is not its own any more.</returns>
    internal long End(long sequence, NvmeStatus status, long now, out byte opcode)
    {
        ref Line line = ref _lines[(int)sequence & (Capacity - 1)];
        opcode = line.Opcode;
        if (Volatile.Read(ref line.Number) != sequence + 1 || sequence == NoLine)
        {
            return NoLine;
        }

        line.Status = status;
        line.WasGivenUp = false;
        Volatile.Write(ref line.Ended, Math.Max(now, 1));
        return line.Submitted;
    }

    /// <summary>Completes the line of a command that the controller never completed.</summary>
    internal void GiveUp(long sequence, long now) => Complete(sequence, default, now, wasGivenUp: true);

    /// <summary>The command in a few words, for messages.</summary>
    internal string Describe(long sequence)
    {
        if (sequence == NoLine)
        {
            return "not handed over yet";
        }

        ref Line line = ref _lines[(int)sequence & (Capacity - 1)];
        return Describe(line.Opcode, line.NamespaceId, line.Block, BlocksOf(line));
    }

    /// <summary>The same, for commands that are found elsewhere.</summary>
    internal static string Describe(byte opcode, uint namespaceId, ulong block, int blocks) =>
        string.Create(CultureInfo.InvariantCulture, $"opcode {opcode:x2}h, namespace {namespaceId}, block {block}, {blocks} blocks");

    /// <summary>Copies the lines, oldest first. Any thread; allocates.</summary>
    internal IReadOnlyList<FlightRecord> Read()
    {
        List<FlightRecord> records = new(Capacity);
        for (int index = 0; index < Capacity; index++)
        {
            ref Line line = ref _lines[index];
            long number = Volatile.Read(ref line.Number);
            if (number == 0)
            {
                continue;
            }

            FlightRecord record = new(
                number - 1,
                line.Opcode,
                line.CommandId,
                line.NamespaceId,
                line.Block,
                BlocksOf(line),
                line.Cpu,
                line.Submitted,
                Volatile.Read(ref line.Ended),
                line.Status,
                line.WasGivenUp);
            if (Volatile.Read(ref line.Number) == number)
            {
                records.Add(record);
            }
        }

        records.Sort((left, right) => left.Sequence.CompareTo(right.Sequence));
        return records;
    }

    /// <summary>Blocks of a command: Read and Write say them in dword 12, zero-based; the admin commands of these numbers go to no namespace.</summary>
    internal static int BlocksOf(byte opcode, uint namespaceId, uint dword12) =>
        namespaceId != 0 && (NvmOpcode)opcode is NvmOpcode.Read or NvmOpcode.Write ? (int)(dword12 & ushort.MaxValue) + 1 : 0;

    private static int BlocksOf(in Line line) => BlocksOf(line.Opcode, line.NamespaceId, line.Dword12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Complete(long sequence, NvmeStatus status, long now, bool wasGivenUp)
    {
        ref Line line = ref _lines[(int)sequence & (Capacity - 1)];
        if (Volatile.Read(ref line.Number) == sequence + 1 && sequence != NoLine)
        {
            line.Status = status;
            line.WasGivenUp = wasGivenUp;
            Volatile.Write(ref line.Ended, Math.Max(now, 1));
        }
    }

    // A line of the recorder is a line of the cache.
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Line
    {
        internal long Number;
        internal long Submitted;
        internal long Ended;
        internal ulong Block;
        internal uint NamespaceId;
        internal uint Dword12;
        internal ushort CommandId;
        internal ushort Cpu;
        internal NvmeStatus Status;
        internal byte Opcode;
        internal bool WasGivenUp;
    }
}

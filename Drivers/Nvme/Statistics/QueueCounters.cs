using System;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>
/// What a queue did so far. Always on: written by whoever drains the queue, who alone may, so that plain additions to memory of its own are
/// enough. Any thread reads.
/// </summary>
internal sealed class QueueCounters
{
    private const int Kinds = 4;
    private const int Write = 1;
    private const int Read = 2;
    private const int Other = 3;

    private readonly long[] _commands = new long[Kinds];
    private readonly long[] _bytes = new long[Kinds];
    private readonly LatencyHistogram _latency = new();
    private long _errors;

    /// <summary>Counts a command that has ended. By the drainer.</summary>
    /// <param name="opcode">OPC.</param>
    /// <param name="bytes">Bytes that travelled.</param>
    /// <param name="nanoseconds">From its submission to its end.</param>
    /// <param name="isError">True if it failed.</param>
    internal void Count(byte opcode, int bytes, long nanoseconds, bool isError)
    {
        // Flush, Write and Read have the opcodes 0, 1 and 2.
        int kind = Math.Min((int)opcode, Other);
        _commands[kind]++;
        _bytes[kind] += bytes;
        _latency.Add(nanoseconds);
        if (isError)
        {
            _errors++;
        }
    }

    /// <summary>Copies the counts. Allocates.</summary>
    internal QueueStatistics Copy(int queueId, long outstanding) => new(queueId)
    {
        Outstanding = outstanding,
        Reads = Volatile.Read(ref _commands[Read]),
        Writes = Volatile.Read(ref _commands[Write]),
        Flushes = Volatile.Read(ref _commands[0]),
        Others = Volatile.Read(ref _commands[Other]),
        BytesRead = Volatile.Read(ref _bytes[Read]),
        BytesWritten = Volatile.Read(ref _bytes[Write]),
        Errors = Volatile.Read(ref _errors),
        Histogram = _latency.Copy(),
    };
}

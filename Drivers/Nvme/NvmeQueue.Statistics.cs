using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <content>What the queue counts: no more than an addition for each command, and the time of one in some hundreds.</content>
public sealed partial class NvmeQueue
{
    // Of the batches with which the clock is looked at anyway, so many share a command whose time is measured: its end costs as much as one of a failed command.
    private const int ShareOfSamples = 16;

    // Written by the owner alone; whoever reads one meanwhile gets it as it was at some moment.
    private ulong _writes;
    private ulong _flushes;
    private ulong _bytesRead;
    private ulong _bytesWritten;
    private ulong _errors;
    private readonly LatencyHistogram _latency = new();
    private int _batchesUntilSample;

    /// <summary>
    /// What went through the queue so far. Other than with the driver's own queues a command counts from the moment it is put into a batch, and the latencies,
    /// from handing over to the poll that finds the end, are those of the first command and of one in 256 or more. Any thread; allocates.
    /// </summary>
    public QueueStatistics ReadStatistics()
    {
        // What only follows is read first, so that no difference is negative. But a write or flush is counted a moment before it is in the batch.
        ulong ended = Volatile.Read(ref _ended) + Volatile.Read(ref _givenUp);
        ulong writes = Volatile.Read(ref _writes);
        ulong flushes = Volatile.Read(ref _flushes);
        ulong added = Volatile.Read(ref _added);
        return new QueueStatistics(Id)
        {
            Outstanding = (long)(added - ended),
            Reads = Math.Max((long)(added - writes - flushes), 0),
            Writes = (long)writes,
            Flushes = (long)flushes,
            BytesRead = (long)Volatile.Read(ref _bytesRead),
            BytesWritten = (long)Volatile.Read(ref _bytesWritten),
            Errors = (long)Volatile.Read(ref _errors),
            Histogram = _latency.Copy(),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Count(ulong bytes, bool isWrite)
    {
        if (isWrite)
        {
            _writes++;
            _bytesWritten += bytes;
        }
        else
        {
            _bytesRead += bytes;
        }
    }

    // The last command of a batch that is about to be handed over. Its number is read back from memory that the device reaches, too.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SampleLatency(long now)
    {
        _batchesUntilSample = ShareOfSamples - 1;
        uint id = _submissions[(uint)_added - 1].CommandId;
        if (id < (uint)_slots.Length && (_slots[id].State & DirectSlotState.Outstanding) != 0)
        {
            _slots[id].State |= DirectSlotState.Sampled;
            _memory[id].Submitted = now;
        }
    }
}

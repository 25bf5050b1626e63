using System.Runtime.CompilerServices;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <content>What the queue counts: what costs no more than an addition for each command.</content>
public sealed partial class NvmeQueue
{
    // Written by the owner alone; whoever reads one meanwhile gets it as it was at some moment.
    private ulong _writes;
    private ulong _flushes;
    private ulong _bytesRead;
    private ulong _bytesWritten;
    private ulong _errors;

    /// <summary>
    /// What went through the queue so far. Other than with the driver's own queues a command counts from the moment it is put into a batch, and there are no
    /// latencies: nobody looks at the clock for each command. Any thread; allocates.
    /// </summary>
    public QueueStatistics ReadStatistics()
    {
        // What only follows is read first, so that no difference is negative.
        ulong ended = Volatile.Read(ref _ended) + Volatile.Read(ref _givenUp);
        ulong writes = Volatile.Read(ref _writes);
        ulong flushes = Volatile.Read(ref _flushes);
        ulong added = Volatile.Read(ref _added);
        return new QueueStatistics(Id)
        {
            Outstanding = (long)(added - ended),
            Reads = (long)(added - writes - flushes),
            Writes = (long)writes,
            Flushes = (long)flushes,
            BytesRead = (long)Volatile.Read(ref _bytesRead),
            BytesWritten = (long)Volatile.Read(ref _bytesWritten),
            Errors = (long)Volatile.Read(ref _errors),
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
}

using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>The work of one interrupt line: drains the queues whose completions the line announces.</summary>
internal sealed class QueueInterrupt : InterruptWork
{
    private const long InterruptLatencyNanoseconds = 10_000_000;

    private readonly InterruptLine _line;
    private readonly IClock _clock;
    private readonly NvmeRegisters? _masked;
    private QueuePair[] _queues = [];
    private long _countAtLastLook = -1;
    private long _missed;

    /// <summary>Attaches itself to the line; it serves no queue yet.</summary>
    /// <param name="line">The line.</param>
    /// <param name="masked">
    /// The registers, if the controller must be kept silent while its queues are drained: a wire stays asserted until the last
    /// completion is taken. Null for messages, whose controllers must be left alone with that (NVMe Base 1.4 §3.1.3, §7.5).
    /// </param>
    /// <param name="clock">Time.</param>
    internal QueueInterrupt(InterruptLine line, NvmeRegisters? masked, IClock clock)
    {
        _line = line;
        _clock = clock;
        _masked = masked;
        line.Attach(this);
    }

    /// <summary>Completions that were found without an interrupt.</summary>
    internal long Missed => Interlocked.Read(ref _missed);

    /// <summary>The queues.</summary>
    internal QueuePair[] Queues => Volatile.Read(ref _queues);

    /// <summary>Adds a queue. Called before the controller can interrupt for it. One thread at a time.</summary>
    internal void Serve(QueuePair queue) => Volatile.Write(ref _queues, [.. _queues, queue]);

    /// <inheritdoc/>
    public override void Run()
    {
        _masked?.MaskAllVectors();
        foreach (QueuePair queue in Queues)
        {
            queue.Drain();
        }

        _masked?.UnmaskAllVectors();
    }

    /// <summary>No more work: when this returns, none is running.</summary>
    internal void Stop() => _line.Detach();

    /// <summary>
    /// Drains if the line has been silent since the last call, because interrupts get lost on real machines. One thread, not the
    /// line's own.
    /// </summary>
    internal void LookForMissed()
    {
        long count = _line.Count;
        bool isSilent = count == _countAtLastLook;
        _countAtLastLook = count;
        int ended = 0;
        foreach (QueuePair queue in Queues)
        {
            if (isSilent)
            {
                ended += queue.IsPolled ? 0 : queue.Drain();
            }
        }

        if (ended > 0)
        {
            // The interrupt may have been on its way.
            _clock.Delay(InterruptLatencyNanoseconds);
            Interlocked.Add(ref _missed, _line.Count == count ? ended : 0);
        }
    }
}

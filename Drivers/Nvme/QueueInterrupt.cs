using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>The work of one interrupt line: drains the queues whose completions the line announces.</summary>
internal sealed class QueueInterrupt : InterruptWork
{
    // Generous: the CPU may be an emulated one that its host does not run.
    private const long InterruptLatencyNanoseconds = 300_000_000;

    private readonly InterruptLine _line;
    private readonly IClock _clock;
    private readonly ControllerHealth _health;
    private readonly NvmeRegisters? _masked;
    private QueuePair[] _queues = [];
    private long _countAtLastLook = -1;
    private long _drainedAtLastRun;
    private long _missed;
    private int _isUnmaskingOwed;

    /// <summary>Attaches itself to the line; it serves no queue yet.</summary>
    /// <param name="line">The line.</param>
    /// <param name="masked">
    /// The registers, if the controller must be kept silent while its queues are drained: a wire stays asserted until the last
    /// completion is taken. Null for messages, whose controllers must be left alone with that (NVMe Base 1.4 §3.1.3, §7.5).
    /// </param>
    /// <param name="clock">Time.</param>
    /// <param name="health">Whether the controller works.</param>
    internal QueueInterrupt(InterruptLine line, NvmeRegisters? masked, IClock clock, ControllerHealth health)
    {
        _line = line;
        _clock = clock;
        _health = health;
        _masked = masked;
        line.Attach(this);
    }

    /// <summary>Completions that were found without an interrupt.</summary>
    internal long Missed => Interlocked.Read(ref _missed);

    /// <summary>True if no interrupt will come any more.</summary>
    internal bool IsShutOff => _line.IsShutOff;

    /// <summary>The queues.</summary>
    internal QueuePair[] Queues => Volatile.Read(ref _queues);

    /// <summary>Adds a queue. Called before the controller can interrupt for it. One thread at a time.</summary>
    internal void Serve(QueuePair queue)
    {
        queue.MaskedWhileDrained = _masked is null ? null : this;
        Volatile.Write(ref _queues, [.. _queues, queue]);
    }

    /// <inheritdoc/>
    public override bool Run()
    {
        _masked?.MaskAllVectors();
        long drained = 0;
        foreach (QueuePair queue in Queues)
        {
            queue.Drain();
            drained += queue.Drained;
        }

        Unmask();

        // What a waiting thread took itself counts too: the interrupt had its reason.
        bool hadSomething = drained != _drainedAtLastRun;
        _drainedAtLastRun = drained;
        return hadSomething;
    }

    /// <summary>A queue that <see cref="Run"/> found with another thread at it has been drained. Any thread; by that one.</summary>
    internal void UnmaskIfOwed()
    {
        // Whoever is at another queue of the line comes here too when it is done.
        if (Volatile.Read(ref _isUnmaskingOwed) != 0 && !_health.IsTroubled && !IsAnyDraining() && Interlocked.Exchange(ref _isUnmaskingOwed, 0) != 0)
        {
            _masked!.UnmaskAllVectors();
        }
    }

    /// <summary>The controller is believed again after trouble: it may interrupt.</summary>
    internal void UnmaskAfterTrouble()
    {
        Volatile.Write(ref _isUnmaskingOwed, 0);
        _masked?.UnmaskAllVectors();
    }

    /// <summary>No more work: when this returns, none is running.</summary>
    internal void Stop() => _line.Detach();

    /// <summary>For lines that are shut off: does what an interrupt would have made the line's thread do. Any thread.</summary>
    internal void Poll()
    {
        foreach (QueuePair queue in Queues)
        {
            queue.Poll();
        }
    }

    /// <summary>
    /// Drains if the line has been silent since the last call although completions are there, because interrupts get lost on real
    /// machines. One that is only late is waited for: what it announces is done where it belongs. One thread, not the line's own.
    /// </summary>
    internal void LookForMissed()
    {
        long count = _line.Count;
        bool isSilent = count == _countAtLastLook;
        _countAtLastLook = count;
        if (!isSilent || IsShutOff || !SeemsToHaveCompletions())
        {
            return;
        }

        _clock.Delay(InterruptLatencyNanoseconds);
        if (_line.Count != count)
        {
            return;
        }

        foreach (QueuePair queue in Queues)
        {
            Interlocked.Add(ref _missed, queue.IsPolled ? 0 : queue.Drain());
        }
    }

    // The wire stays asserted until a thread that is draining has rung the doorbell. Unmasked before that, it would interrupt at once and
    // again, and on the CPU that takes the interrupts nothing else would run: that thread might never go on. So that thread unmasks. Both
    // sides are full fences: either this one sees that the queue is idle, or the other that it owes.
    private void Unmask()
    {
        // In trouble nobody takes completions, so the wire stays asserted until the reset, which unmasks. Masking comes before this look, and the end of the
        // trouble before that unmasking.
        if (_masked is null || _health.IsTroubled)
        {
            return;
        }

        if (IsAnyDraining())
        {
            Interlocked.Exchange(ref _isUnmaskingOwed, 1);
            if (!IsAnyDraining())
            {
                UnmaskIfOwed();
            }

            return;
        }

        _masked.UnmaskAllVectors();
    }

    private bool IsAnyDraining()
    {
        foreach (QueuePair queue in Queues)
        {
            if (queue.IsDraining)
            {
                return true;
            }
        }

        return false;
    }

    private bool SeemsToHaveCompletions()
    {
        foreach (QueuePair queue in Queues)
        {
            if (!queue.IsPolled && queue.SeemsToHaveCompletions)
            {
                return true;
            }
        }

        return false;
    }
}

using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// The thread of one interrupt line: drains the queues whose completions the line announces. Twice a second it looks even without an
/// interrupt, because interrupts get lost on real machines, and gives up commands that are late.
/// </summary>
internal sealed class InterruptThread
{
    private const long BackupPeriod = 500_000_000;

    private readonly InterruptLine _line;
    private readonly IClock _clock;
    private readonly ControllerHealth _health;
    private readonly Thread _thread;
    private QueuePair[] _queues = [];
    private long _missed;
    private volatile bool _isStopping;

    /// <summary>Starts the thread; it serves no queue yet.</summary>
    internal InterruptThread(InterruptLine line, IClock clock, ControllerHealth health)
    {
        _health = health;
        _line = line;
        _clock = clock;
        _thread = new Thread(Run) { Name = line.Name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Completions that were found without an interrupt.</summary>
    internal long Missed => Interlocked.Read(ref _missed);

    /// <summary>Adds a queue. Called before the controller can interrupt for it. One thread at a time.</summary>
    internal void Serve(QueuePair queue) => Volatile.Write(ref _queues, [.. _queues, queue]);

    /// <summary>Ends the thread and waits for it, at most one backup period. Not from the thread itself.</summary>
    internal void Stop()
    {
        _isStopping = true;
        _thread.Join();
    }

    private void Run()
    {
        long handled = 0;
        long nextCheck = _clock.Nanoseconds + BackupPeriod;
        while (!_isStopping)
        {
            long count = _line.Wait(handled, BackupPeriod);
            bool wasInterrupted = count != handled;
            handled = count;

            QueuePair[] queues = Volatile.Read(ref _queues);
            foreach (QueuePair queue in queues)
            {
                int ended = queue.Drain();
                if (!wasInterrupted && !queue.IsPolled)
                {
                    Interlocked.Add(ref _missed, ended);
                }
            }

            if (_clock.Nanoseconds >= nextCheck)
            {
                nextCheck = _clock.Nanoseconds + BackupPeriod;
                _health.Check();
                Array.ForEach(queues, queue => queue.CheckDeadlines());
            }
        }
    }
}

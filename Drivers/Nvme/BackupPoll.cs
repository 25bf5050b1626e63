using System.Collections.Generic;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>
/// A controller's thread that looks twice a second for what no interrupt will tell: completions whose interrupt got lost, commands
/// that are late, a controller that is gone.
/// </summary>
internal sealed class BackupPoll
{
    private const long Period = 500_000_000;
    private const long LongestDelay = 50_000_000;

    private readonly ControllerCore _core;
    private readonly Thread _thread;
    private readonly Dictionary<QueuePair, long> _drainedAtLastLook = [];
    private volatile bool _isStopping;

    /// <summary>Starts the thread.</summary>
    internal BackupPoll(ControllerCore core)
    {
        _core = core;
        _thread = new Thread(Run) { Name = $"{core.Name}/poll", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Ends the thread and waits for it. Not from the thread itself.</summary>
    internal void Stop()
    {
        _isStopping = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            // In pieces, so that nobody waits long for the end.
            for (long waited = 0; waited < Period && !_isStopping; waited += LongestDelay)
            {
                _core.Hardware.Clock.Delay(LongestDelay);
            }

            Look();
        }
    }

    private void RingAgainIfStuck(QueuePair queue)
    {
        long drained = queue.Drained;
        bool isStuck = _drainedAtLastLook.TryGetValue(queue, out long before) && before == drained;
        _drainedAtLastLook[queue] = drained;
        if (isStuck && queue.HasCommands)
        {
            queue.RingAgainIfShadowed();
        }
    }

    private void Look()
    {
        _core.Health.Check();
        foreach (QueueInterrupt interrupt in _core.Interrupts)
        {
            interrupt.LookForMissed();
            foreach (QueuePair queue in interrupt.Queues)
            {
                RingAgainIfStuck(queue);
                queue.CheckDeadlines();
            }
        }
    }
}

using System.Collections.Generic;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>
/// A controller's thread that looks once a second for what no interrupt will tell: completions whose interrupt got lost, doorbells that
/// were overlooked. Owners of lent queues who sleep it wakes, so that they do the same. Lines that were shut off it polls all the time.
/// </summary>
internal sealed class BackupPoll
{
    private const long Period = 1_000_000_000;
    private const long LongestDelay = 100_000_000;
    private const long DelayInsteadOfInterrupts = 1_000_000;

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
            long waited = 0;
            while (waited < Period && !_isStopping)
            {
                long delay = PollWhatIsShutOff() ? DelayInsteadOfInterrupts : LongestDelay;
                _core.Hardware.Clock.Delay(delay);
                waited += delay;
            }

            Look();
        }
    }

    private bool PollWhatIsShutOff()
    {
        bool isAnyShutOff = false;
        foreach (QueueInterrupt interrupt in _core.Interrupts)
        {
            if (interrupt.IsShutOff)
            {
                isAnyShutOff = true;
                interrupt.Poll();
            }
        }

        return isAnyShutOff;
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
        foreach (QueueInterrupt interrupt in _core.Interrupts)
        {
            interrupt.LookForMissed();
            foreach (QueuePair queue in interrupt.Queues)
            {
                RingAgainIfStuck(queue);
            }
        }

        _core.DirectQueues.WakeOwners();
    }
}

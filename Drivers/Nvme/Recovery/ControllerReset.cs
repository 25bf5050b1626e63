using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Takes a controller out of service and brings it back, with the queues that it had: first nobody submits any more, then the controller is
/// stopped, then the commands on their way end, so that their owners may send them again, then it is set up as at the beginning, and only
/// when its namespaces are known to be what they were is anything sent to it. NVMe Base 1.4 §7.3. By the recovery thread.
/// </summary>
internal sealed class ControllerReset(ControllerCore core, ControllerInitialization initialization)
{
    private const int MostAttempts = 3;
    private const int MostFruitless = 5;
    private const long PauseBetweenAttempts = 1_000_000_000;
    private const long DrainTimeout = 1_000_000_000;

    private long _drainedAtLastReset = -1;
    private int _fruitless;
    private int _count;

    /// <summary>Resets so far. Any thread.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>What looks at the namespaces again before anything is sent to them.</summary>
    internal Action? Revalidate { get; set; }

    /// <summary>Called when the controller is back; waits for it at most.</summary>
    internal Action? Restarted { get; set; }

    /// <summary>Called when it takes requests again; does not wait.</summary>
    internal Action? Reopened { get; set; }

    /// <summary>Resets the controller because of trouble, or puts it out of service.</summary>
    /// <returns>Why it is out of service; null if it is not.</returns>
    internal string? Cure(string trouble)
    {
        if (core.Health.IsGone || !core.Options.IsResetAllowed)
        {
            return core.Fail(trouble);
        }

        long drained = Drained();
        _fruitless = drained == _drainedAtLastReset ? _fruitless + 1 : 0;
        _drainedAtLastReset = drained;
        return _fruitless >= MostFruitless
            ? core.Fail($"{trouble}; {MostFruitless} resets have not helped, and nothing was completed in between")
            : Run(ResetKind.Controller, trouble);
    }

    /// <summary>Resets the controller.</summary>
    /// <param name="kind">How.</param>
    /// <param name="reason">Why, for the log.</param>
    /// <returns>Why it is out of service; null if it is not.</returns>
    internal string? Run(ResetKind kind, string reason)
    {
        core.Log(LogLevel.Warning, $"{reason}; the controller is being reset");
        Suspend();
        if (!core.Health.IsTroubled)
        {
            Drain();
        }

        if (!core.TryChangeState(ServiceState.Running, ServiceState.Resetting))
        {
            return core.Health.Failure ?? "the controller is being shut down";
        }

        // From here on what drains believes nothing, until the controller is back.
        core.Health.Distrust(reason);
        core.Admin!.Queue.Close();

        // No thread rings a doorbell of a controller that is stopped.
        Quiesce();
        bool isStopped = TryStop(kind);
        EndCommands(isStopped);
        core.Admin!.Queue.LetIn();
        if (!isStopped)
        {
            Release();
            return core.Fail(core.Health.IsGone ? reason : $"{reason}; the controller cannot be stopped");
        }

        string? problem = null;
        for (int attempt = 1; attempt <= MostAttempts; attempt++)
        {
            problem = TryBringBack();
            if (problem is null)
            {
                Interlocked.Increment(ref _count);
                core.Log(LogLevel.Warning, "the controller is back in service after a reset");
                return null;
            }

            core.Log(LogLevel.Error, $"attempt {attempt} of {MostAttempts} to bring the controller back failed: {problem}");
            if (initialization.IsDifferent || !core.TryStop())
            {
                break;
            }

            core.Hardware.Clock.Delay(PauseBetweenAttempts);
        }

        Release();
        return core.Fail($"{reason}; the controller does not come back: {problem}");
    }

    private long Drained()
    {
        long drained = 0;
        foreach (QueuePair queue in core.IoQueues)
        {
            drained += queue.Drained;
        }

        return drained;
    }

    private void Suspend()
    {
        core.DirectQueues.Suspend();
        foreach (QueuePair queue in core.IoQueues)
        {
            queue.Suspend();
        }
    }

    // A controller that works finishes what it has before it is stopped: that is less to do again, and some are at their weakest when they
    // are stopped while they fetch commands (QEMU 7.2 crashes).
    private void Drain()
    {
        long deadline = core.Hardware.Clock.Nanoseconds + DrainTimeout;
        foreach (QueuePair queue in core.IoQueues)
        {
            PollingWait wait = new(core.Hardware.Clock);
            while (queue.HasCommands && !core.Health.IsTroubled && core.Hardware.Clock.Nanoseconds < deadline)
            {
                queue.Poll();
                wait.Once();
            }
        }
    }

    private bool TryStop(ResetKind kind)
    {
        switch (kind)
        {
            case ResetKind.Subsystem:
                return core.Switch.TryResetSubsystem(core.Hardware.Bus) || core.TryStop();
            case ResetKind.Function:
                // In order, if it obeys: a controller at work finds its access to memory gone in the middle of a command.
                core.Switch.TryStop();
                core.Hardware.Bus?.TryResetFunction();
                return core.TryStop();
            default:
                return core.TryStop();
        }
    }

    private void Quiesce()
    {
        core.Admin!.Queue.Quiesce();
        foreach (QueuePair queue in core.IoQueues)
        {
            queue.Quiesce();
        }
    }

    private void EndCommands(bool isStopped)
    {
        End(core.Admin!.Queue, isStopped);
        foreach (QueuePair queue in core.IoQueues)
        {
            End(queue, isStopped);
        }

        if (isStopped)
        {
            core.DirectQueues.EndForReset();
        }
    }

    private static void End(QueuePair queue, bool isStopped)
    {
        if (isStopped)
        {
            queue.EndForReset();
        }

        queue.Restart();
    }

    private void Release()
    {
        foreach (QueuePair queue in core.IoQueues)
        {
            queue.LetIn();
        }
    }

    private string? TryBringBack()
    {
        try
        {
            initialization.Repeat();
            Revalidate?.Invoke();
            Restarted?.Invoke();
        }
        catch (NvmeException exception)
        {
            return exception.Message;
        }

        // Trouble that came before this is seen here, trouble that comes after it by the next look.
        if (!core.TryChangeState(ServiceState.Resetting, ServiceState.Running) || core.Health.Trouble is string)
        {
            core.TryChangeState(ServiceState.Running, ServiceState.Resetting);
            return core.Health.Trouble ?? "it was given up meanwhile";
        }

        Release();
        core.DirectQueues.Resume();
        foreach (QueuePair queue in core.IoQueues)
        {
            queue.Reopen();
        }

        Reopened?.Invoke();
        return null;
    }
}

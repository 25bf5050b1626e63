using System;
using System.Collections.Generic;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>
/// A controller's thread that looks for commands without an answer, and resets the controller when something is wrong with it. Nobody else
/// does, least of all a thread that drains completions: it would wait for itself.
/// </summary>
internal sealed class RecoveryThread
{
    private const long Tick = 100_000_000;
    private const int TicksBetweenLooks = 10;

    private readonly ControllerCore _core;
    private readonly ControllerReset _reset;
    private readonly LateCommands _late;
    private readonly int _abortLimit;
    private readonly Thread _thread;
    private readonly Lock _lock = new();
    private readonly Queue<ResetRequest> _requests = [];
    private volatile bool _hasRequests;
    private volatile bool _isStopping;

    /// <summary>Makes the thread; <see cref="Start"/> it.</summary>
    internal RecoveryThread(ControllerCore core, ControllerReset reset, int abortLimit)
    {
        _core = core;
        _reset = reset;
        _late = new LateCommands(core);
        _abortLimit = abortLimit;
        _thread = new Thread(Run) { Name = $"{core.Name}/recovery", IsBackground = true };
    }

    /// <summary>Called now and then, also while nothing is wrong. Never blocks for long.</summary>
    internal Action? OnTick { get; set; }

    /// <summary>Resets so far.</summary>
    internal int Resets => _reset.Count;

    /// <summary>Abort commands so far.</summary>
    internal long Aborts => _late.Aborts;

    /// <summary>Late commands whose completions were there.</summary>
    internal long Missed => _late.Missed;

    /// <summary>Begins.</summary>
    internal void Start() => _thread.Start();

    /// <summary>Ends the thread and waits for it, and for the reset that it is at. Not from the thread itself.</summary>
    internal void Stop()
    {
        _isStopping = true;
        _thread.Join();
        _core.Delays.End();
        FinishRequests("the controller is being shut down");
    }

    /// <summary>Has the controller reset and waits for it. Any thread but this one.</summary>
    /// <returns>Why that failed; null if it did not.</returns>
    internal string? Reset(ResetKind kind)
    {
        ResetRequest request = new(kind);
        lock (_lock)
        {
            if (_isStopping)
            {
                return "the controller is being shut down";
            }

            _requests.Enqueue(request);
            _hasRequests = true;
        }

        PollingWait wait = new(_core.Hardware.Clock);
        while (!request.IsDone)
        {
            wait.Once();
        }

        return request.Problem;
    }

    private void Run()
    {
        for (int tick = 0; !_isStopping; tick++)
        {
            _core.Hardware.Clock.Delay(Tick);
            if (_core.State == ServiceState.Failed)
            {
                FinishRequests(_core.Health.Failure);
                continue;
            }

            _core.Delays.Release();
            if (tick % TicksBetweenLooks == 0)
            {
                Look();
            }

            if (_core.Health.Trouble is string trouble)
            {
                _reset.Cure(trouble);
                _late.Clear();
            }
            else if (_hasRequests)
            {
                ResetAsAsked();
            }

            OnTick?.Invoke();
        }
    }

    private void Look()
    {
        _core.CheckHealth();
        _core.Admin!.Queue.Poll();
        _late.Look(_core.Admin!.Queue, _abortLimit);
        foreach (QueuePair queue in _core.IoQueues)
        {
            _late.Look(queue, _abortLimit);
        }
    }

    private void ResetAsAsked()
    {
        ResetRequest request;
        lock (_lock)
        {
            request = _requests.Dequeue();
            _hasRequests = _requests.Count > 0;
        }

        string? problem = _reset.Run(request.Kind, $"a reset was asked for ({request.Kind.ToString().ToLowerInvariant()})");
        _late.Clear();
        request.Finish(problem);
    }

    private void FinishRequests(string? problem)
    {
        lock (_lock)
        {
            while (_requests.TryDequeue(out ResetRequest? request))
            {
                request.Finish(problem);
            }

            _hasRequests = false;
        }
    }
}

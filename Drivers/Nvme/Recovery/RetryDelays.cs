using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>Requests that wait for their time to be sent again. Any thread; the recovery thread lets them go.</summary>
internal sealed class RetryDelays(IClock clock)
{
    private readonly Lock _lock = new();
    private readonly List<(long Due, CommandOwner Owner)> _waiting = [];
    private bool _isOver;
    private volatile bool _isEmpty = true;

    /// <summary>Lets a request wait; its <see cref="CommandOwner.WakeUp"/> is called when the time has come, or when there will be no more waiting.</summary>
    internal void Add(long nanoseconds, CommandOwner owner)
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _waiting.Add((clock.Nanoseconds + nanoseconds, owner));
                _isEmpty = false;
                return;
            }
        }

        owner.WakeUp();
    }

    /// <summary>Lets those go whose time has come.</summary>
    internal void Release()
    {
        if (!_isEmpty)
        {
            Release(clock.Nanoseconds);
        }
    }

    /// <summary>Lets everybody go, now and from now on.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _isOver = true;
        }

        Release(long.MaxValue);
    }

    private void Release(long now)
    {
        List<CommandOwner> due = [];
        lock (_lock)
        {
            due.AddRange(_waiting.FindAll(waiting => waiting.Due <= now).ConvertAll(waiting => waiting.Owner));
            _waiting.RemoveAll(waiting => waiting.Due <= now);
            _isEmpty = _waiting.Count == 0;
        }

        due.ForEach(owner => owner.WakeUp());
    }
}

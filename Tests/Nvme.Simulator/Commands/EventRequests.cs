using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>
/// Asynchronous Event Requests: commands that complete when there is something to report. NVMe Base 1.4 §5.2. After a report of a
/// type, the next of that type waits until the host has read the log page.
/// </summary>
public sealed class EventRequests
{
    private readonly SimulatedController _device;
    private readonly List<PendingCommand> _requests = [];
    private readonly List<AsynchronousEvent> _waiting = [];
    private readonly HashSet<int> _masked = [];
    private readonly Dictionary<int, int> _reported = [];

    internal EventRequests(SimulatedController device) => _device = device;

    /// <summary>Requests that the host has outstanding.</summary>
    public int Outstanding
    {
        get
        {
            lock (_device.Sync)
            {
                return _requests.Count;
            }
        }
    }

    /// <summary>Something to report happens. Reported at once if there is a request and its type is not masked.</summary>
    public void Report(AsynchronousEvent happening)
    {
        lock (_device.Sync)
        {
            bool isOff = happening == AsynchronousEvent.NamespaceAttributeChanged
                && (_device.Features.EventMask & AsynchronousEvent.NamespaceAttributeNotices) == 0;
            if (!isOff && !_waiting.Contains(happening))
            {
                _waiting.Add(happening);
                Deliver();
            }
        }
    }

    /// <summary>A request comes.</summary>
    /// <returns>The status with which the command fails; null if it waits.</returns>
    internal ushort? Add(PendingCommand request)
    {
        if (_requests.Count > _device.EventLimit)
        {
            return StatusCode.EventLimitExceeded;
        }

        request.IsHeld = true;
        _requests.Add(request);
        Deliver();
        return null;
    }

    internal void OnLogPageRead(int page)
    {
        _masked.RemoveWhere(type => _reported.GetValueOrDefault(type) == page);
        Deliver();
    }

    internal void Remove(PendingCommand request) => _requests.Remove(request);

    internal void Reset()
    {
        _requests.Clear();
        _waiting.Clear();
        _masked.Clear();
    }

    private void Deliver()
    {
        while (_requests.Count > 0 && _waiting.FirstOrDefault(happening => !_masked.Contains(happening.Type)) is AsynchronousEvent next)
        {
            PendingCommand request = _requests[0];
            _requests.RemoveAt(0);
            _waiting.Remove(next);
            _masked.Add(next.Type);
            _reported[next.Type] = next.LogPage;
            _device.Queues.End(request, StatusCode.Success, next.Result);
        }
    }
}

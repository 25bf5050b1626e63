using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>Pauses between looks at something that the device will change: first short, because most answers come within microseconds, then longer.</summary>
internal struct PollingWait(IClock clock)
{
    private const int Spins = 100;
    private const int SpinIterations = 20;
    private const long FirstDelay = 10_000;
    private const long LongestDelay = 1_000_000;

    private int _spins;
    private long _delay = FirstDelay;

    /// <summary>True when the pauses have grown to a millisecond: time to ask whether something is wrong.</summary>
    internal readonly bool IsLong => _delay == LongestDelay;

    /// <summary>Pauses once. Thread context; may sleep.</summary>
    internal void Once()
    {
        if (_spins < Spins)
        {
            _spins++;
            Thread.SpinWait(SpinIterations);
            return;
        }

        clock.Delay(_delay);
        _delay = _delay >= LongestDelay / 2 ? LongestDelay : _delay * 2;
    }
}

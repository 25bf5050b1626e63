using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// The pause between two looks that find nothing: so small a part of what a request takes that it is seen hardly later, and yet the device is left alone meanwhile. One
/// thread at a time.
/// </summary>
/// <param name="clock">Read once for many requests only.</param>
internal struct PollPause(IClock clock)
{
    /// <summary>Pauses that fit into the time a request takes: on average its end is seen half a pause late, which is a twentieth.</summary>
    internal const int PerRequest = 10;

    /// <summary>The longest pause, in nanoseconds, however slow the device.</summary>
    internal const long Longest = 20_000;

    /// <summary>How long requests take is found out anew when so many have ended.</summary>
    internal const ulong EndsPerEstimate = 64;

    private StepTime _stepTime;
    private bool _knowsStepTime;
    private ulong _ended;
    private long _estimated;

    /// <summary>The pause, in steps of <see cref="StepTime"/>; 0 until the first estimate.</summary>
    internal int Steps { get; private set; }

    /// <summary>Pauses.</summary>
    /// <param name="ended">Requests that have ended so far.</param>
    /// <param name="outstanding">Requests on their way.</param>
    internal void Once(ulong ended, int outstanding)
    {
        if (ended - _ended >= EndsPerEstimate)
        {
            Estimate(ended, outstanding);
        }

        StepTime.Pass(Steps);
    }

    // Requests on their way = those that end in some time x how long each takes (Little's law). A time in which nothing was on its way counts as well: the
    // pause is too long then, until the next estimate.
    private void Estimate(ulong ended, int outstanding)
    {
        if (!_knowsStepTime)
        {
            _stepTime = StepTime.Measure(clock);
            _knowsStepTime = true;
        }

        long now = clock.Nanoseconds;
        long latency = (now - _estimated) / (long)(ended - _ended) * Math.Max(outstanding, 1);
        Steps = _stepTime.StepsIn(Math.Clamp(latency / PerRequest, 0, Longest));
        _ended = ended;
        _estimated = now;
    }
}

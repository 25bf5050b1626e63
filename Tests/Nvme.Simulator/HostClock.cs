using System;
using System.Diagnostics;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>The host's time, for tests with several threads.</summary>
public sealed class HostClock : IClock
{
    /// <inheritdoc/>
    public long Nanoseconds => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    /// <inheritdoc/>
    public void Delay(long nanoseconds) => Thread.Sleep(TimeSpan.FromMilliseconds(Math.Ceiling(nanoseconds / 1e6)));
}

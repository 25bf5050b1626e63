using System;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>The time of this machine. Any thread.</summary>
public sealed class MachineClock : IClock
{
    private const long SleepFrom = 1_000_000;

    /// <inheritdoc/>
    public long Nanoseconds => (long)BootServices.Nanoseconds;

    /// <inheritdoc/>
    public void Delay(long nanoseconds)
    {
        if (nanoseconds >= SleepFrom)
        {
            Thread.Sleep(TimeSpan.FromMicroseconds((nanoseconds + 999) / 1000));
            return;
        }

        long end = Nanoseconds + nanoseconds;
        while (Nanoseconds < end)
        {
            Thread.SpinWait(1);
        }
    }
}

using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci.Tests;

/// <summary>Time that passes when somebody waits.</summary>
internal sealed class FakeClock : IClock
{
    public long Nanoseconds { get; private set; }

    /// <summary>Called while time passes, with the time it is then.</summary>
    internal Action<long>? Passed { get; set; }

    public void Delay(long nanoseconds)
    {
        Nanoseconds += nanoseconds;
        Passed?.Invoke(Nanoseconds);
    }
}

using CosmosNvme.Abstractions;

namespace CosmosNvme.Usb.Tests;

/// <summary>Time that passes when somebody waits, and a little with each look.</summary>
internal sealed class StepClock : IClock
{
    private const long Look = 1000;
    private long _now;

    public long Nanoseconds => _now += Look;

    public void Delay(long nanoseconds) => _now += nanoseconds;
}

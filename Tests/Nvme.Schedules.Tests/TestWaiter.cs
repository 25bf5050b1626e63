namespace CosmosNvme.Nvme;

/// <summary>Someone in the line for a slot.</summary>
internal sealed class TestWaiter : SlotWaiter
{
    internal bool IsServed { get; private set; }

    internal void Reset() => IsServed = false;

    internal override void WakeUp() => IsServed = true;
}

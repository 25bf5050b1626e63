using CosmosNvme.Abstractions;

namespace CosmosNvme.Fuzz;

/// <summary>A clock that goes on only while somebody waits.</summary>
internal sealed class FuzzClock : IClock
{
    /// <inheritdoc/>
    public long Nanoseconds { get; private set; }

    /// <inheritdoc/>
    public void Delay(long nanoseconds) => Nanoseconds += nanoseconds;
}

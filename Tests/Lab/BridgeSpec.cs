namespace CosmosNvme.Lab;

/// <summary>A bridge of a machine. Bridges are listed from the root down.</summary>
/// <param name="Name">By which others say that they are behind it; letters and digits.</param>
/// <param name="Kind">What it is.</param>
public sealed record BridgeSpec(string Name, BridgeKind Kind)
{
    /// <summary>Name of the bridge that leads to it; null for the root bus.</summary>
    public string? Behind { get; init; }

    /// <summary>Its slot on the bus; null for a free one.</summary>
    public int? Slot { get; init; }

    /// <summary>First bus number of a <see cref="BridgeKind.SecondRoot"/>.</summary>
    public int FirstBus { get; init; } = 64;
}

namespace CosmosNvme.Abstractions;

/// <summary>The outcome of a block request.</summary>
/// <param name="Error">What went wrong.</param>
/// <param name="Detail">The device's own code: for NVMe the status field, SC in bits 0-7 and SCT in bits 8-10; else 0.</param>
public readonly record struct BlockStatus(BlockError Error, ushort Detail)
{
    /// <summary>Success.</summary>
    public static BlockStatus Success => default;

    /// <summary>True if the request did all it was asked for.</summary>
    public bool IsSuccess => Error == BlockError.None;

    /// <summary>A failure without a code of the device.</summary>
    public static BlockStatus Of(BlockError error) => new(error, 0);
}

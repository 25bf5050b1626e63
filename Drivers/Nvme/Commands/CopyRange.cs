namespace CosmosNvme.Nvme;

/// <summary>A source range of Copy, format 0. NVM Command Set 1.0 §3.2.2.</summary>
/// <param name="Block">First block.</param>
/// <param name="Blocks">1 to 65536 blocks.</param>
public readonly record struct CopyRange(ulong Block, int Blocks)
{
    /// <summary>Bytes of its description.</summary>
    internal const int Bytes = 32;
}

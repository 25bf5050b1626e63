namespace CosmosNvme.Nucleus;

/// <summary>Memory use in bytes. Blittable.</summary>
public struct MemorySnapshot
{
    /// <summary>RAM that the frame allocator manages, and the image.</summary>
    public ulong Total;

    /// <summary>RAM in no use.</summary>
    public ulong Free;

    /// <summary>Memory promised to mappings.</summary>
    public ulong Committed;

    /// <summary>The most that is promised.</summary>
    public ulong CommitLimit;

    /// <summary>RAM in page tables.</summary>
    public ulong PageTables;

    /// <summary>RAM of the nucleus itself.</summary>
    public ulong Nucleus;
}

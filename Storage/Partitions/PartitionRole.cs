namespace CosmosNvme.Storage;

/// <summary>Where the entry of a partition goes in an MBR.</summary>
public enum PartitionRole
{
    /// <summary>Among the four of block 0.</summary>
    Primary,

    /// <summary>Likewise, as the room for logical ones.</summary>
    Extended,

    /// <summary>Into the chain within the extended one.</summary>
    Logical,
}

namespace CosmosNvme.Storage;

/// <summary>How a disk is divided.</summary>
public enum PartitionTableKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By a master boot record.</summary>
    Mbr,

    /// <summary>By a GUID partition table.</summary>
    Gpt,
}

namespace CosmosNvme.Storage;

/// <summary>What a new FAT file system should be like; what is not said is chosen as mkfs.fat of dosfstools 4.2 does.</summary>
public sealed record FatFormatOptions
{
    /// <summary>12, 16 or 32; 0 to choose by size.</summary>
    public int Bits { get; init; }

    /// <summary>Sectors of a cluster: a power of two up to 128; 0 to choose by size.</summary>
    public int ClusterSectors { get; init; }

    /// <summary>The volume's name: up to eleven characters; empty for none.</summary>
    public string Label { get; init; } = string.Empty;

    /// <summary>The serial number; null for one made of the time.</summary>
    public uint? Serial { get; init; }
}

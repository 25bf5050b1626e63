namespace CosmosNvme.Nvme;

/// <summary>A format that a namespace can have. NVMe Base 1.4 §5.15.2.1, figure "LBA Format Data Structure".</summary>
/// <param name="Value">The dword.</param>
public readonly record struct LbaFormat(uint Value)
{
    internal static readonly BitField MetadataField = new(0, 16);
    internal static readonly BitField DataSizeField = new(16, 8);
    internal static readonly BitField PerformanceField = new(24, 2);

    private const int SmallestExponent = 9;
    private const int LargestExponent = 30;

    /// <summary>MS: bytes of metadata per block; 0 none.</summary>
    public int MetadataBytes => (int)MetadataField.Get(Value);

    /// <summary>LBADS: log2 of the bytes of a block; 0: this row of the table is empty.</summary>
    public int DataSizeExponent => (int)DataSizeField.Get(Value);

    /// <summary>RP: relative performance, 0 best to 3.</summary>
    public int RelativePerformance => (int)PerformanceField.Get(Value);

    /// <summary>True if LBADS is one that the specification allows (9 or more) and an int can hold.</summary>
    public bool IsUsable => DataSizeExponent is >= SmallestExponent and <= LargestExponent;

    /// <summary>Bytes of a block; only meaningful if <see cref="IsUsable"/>.</summary>
    public int BlockBytes => 1 << DataSizeExponent;
}

using System.Globalization;

namespace CosmosNvme.Nvme;

/// <summary>VS: the version of the NVMe specification that a controller follows. NVMe Base 1.4 §3.1.2.</summary>
/// <param name="Value">The register; 0 from devices older than 1.2 that leave the copy in Identify empty.</param>
public readonly record struct NvmeVersion(uint Value)
{
    internal static readonly BitField TertiaryField = new(0, 8);
    internal static readonly BitField MinorField = new(8, 8);
    internal static readonly BitField MajorField = new(16, 16);

    /// <summary>Before the first dot.</summary>
    public uint Major => MajorField.Get(Value);

    /// <summary>Between the dots.</summary>
    public uint Minor => MinorField.Get(Value);

    /// <summary>After the second dot.</summary>
    public uint Tertiary => TertiaryField.Get(Value);

    /// <summary>As people write it: 1.4 or 1.2.1.</summary>
    public override string ToString() => Tertiary == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}")
        : string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Tertiary}");
}

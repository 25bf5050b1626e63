namespace CosmosNvme.Nvme;

/// <summary>SEL: which value of a feature. NVMe Base 1.4 §5.9.</summary>
public enum FeatureSelect
{
    /// <summary>The one in use.</summary>
    Current = 0,

    /// <summary>The one of the factory.</summary>
    Default = 1,

    /// <summary>The one that a reset brings.</summary>
    Saved = 2,

    /// <summary>No value: what can be done with the feature. Bit 0 it can be saved, bit 1 it belongs to a namespace, bit 2 it can be changed.</summary>
    SupportedCapabilities = 3,
}

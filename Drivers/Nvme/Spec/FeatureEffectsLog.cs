using System;

namespace CosmosNvme.Nvme;

/// <summary>Log page 12h, Feature Identifiers Supported and Effects: a dword for every feature. NVMe Base 2.0 §5.16.1.</summary>
public sealed class FeatureEffectsLog : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 1024;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">1024 bytes as the controller returned them.</param>
    public FeatureEffectsLog(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>FIDn (4n): the effects of setting a feature.</summary>
    public FeatureEffects OfFeature(byte feature) => new(Dword(sizeof(uint) * feature));
}

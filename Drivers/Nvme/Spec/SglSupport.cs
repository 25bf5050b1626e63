namespace CosmosNvme.Nvme;

/// <summary>SGLS of Identify Controller: what scatter gather lists the NVM command set takes. NVMe Base 1.4 §5.15.2.2.</summary>
/// <param name="Value">The field.</param>
internal readonly record struct SglSupport(uint Value)
{
    internal static readonly BitField SupportField = new(0, 2);
    internal static readonly BitField ThresholdField = new(8, 8);

    private const uint AnyAlignment = 1;
    private const uint DwordAlignment = 2;

    /// <summary>True if data may be described by SGLs.</summary>
    internal bool IsOffered => SupportField.Get(Value) is AnyAlignment or DwordAlignment;

    /// <summary>True if buffers may begin and end at any byte; else they consist of dwords.</summary>
    internal bool ReachesEveryByte => SupportField.Get(Value) == AnyAlignment;

    /// <summary>SDT: the most descriptors that it deals with well; 0: it does not say. NVMe Base 2.0 §5.17.2.1.</summary>
    internal uint RecommendedDescriptors => ThresholdField.Get(Value);
}

namespace CosmosNvme.Nvme.Simulator;

/// <summary>When a command is to complete.</summary>
/// <param name="DelayNanoseconds">In virtual time from its fetch; 0: at once.</param>
internal readonly record struct FaultTiming(long DelayNanoseconds)
{
    /// <summary>Until the test releases it.</summary>
    internal static FaultTiming Held => new(long.MaxValue - 1);

    /// <summary>Not at all.</summary>
    internal static FaultTiming Never => new(long.MaxValue);
}

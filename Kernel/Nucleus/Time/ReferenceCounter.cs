namespace CosmosNvme.Nucleus;

/// <summary>A hardware counter that runs at a known frequency while it is watched. It counts up and wraps at <see cref="Mask"/>.</summary>
internal unsafe struct ReferenceCounter
{
    /// <summary>Reads the counter.</summary>
    internal delegate*<uint> Read;

    /// <summary>Frequency in Hz.</summary>
    internal ulong Hertz;

    /// <summary>All ones in the counter's valid bits.</summary>
    internal uint Mask;

    /// <summary>Which clock it is.</summary>
    internal ClockSource Source;
}

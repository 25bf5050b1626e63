namespace CosmosNvme.Nucleus;

/// <summary>Memory-mapped configuration space of one range of PCI buses.</summary>
internal struct McfgSegment
{
    /// <summary>Physical address that bus 0 of the segment would have: bus b lies at Base + (b &lt;&lt; 20), for the first bus of the range onwards.</summary>
    internal ulong Base;

    /// <summary>PCI segment group.</summary>
    internal ushort Segment;

    /// <summary>First bus, inclusive.</summary>
    internal byte FirstBus;

    /// <summary>Last bus, inclusive.</summary>
    internal byte LastBus;
}

/// <summary>The usable entries of the MCFG, in fixed storage.</summary>
internal unsafe struct McfgInfo
{
    /// <summary>Most ranges that are remembered.</summary>
    internal const uint Capacity = 16;

    /// <summary>Ranges in <see cref="Segment"/>.</summary>
    internal uint Count;

    private fixed ulong _segments[(int)Capacity * 2];

    /// <summary>The range at an index below <see cref="Count"/>.</summary>
    internal static McfgSegment* Segment(McfgInfo* info, uint index) => (McfgSegment*)info->_segments + index;
}

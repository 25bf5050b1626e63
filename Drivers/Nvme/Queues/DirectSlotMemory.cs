using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>What a <see cref="DirectSlot"/> needs for commands whose buffer has no PRPs of its own, or which are slow.</summary>
internal struct DirectSlotMemory
{
    /// <summary>What its buffer is mapped with.</summary>
    internal DmaMapping Mapping;

    /// <summary>Its PRP list.</summary>
    internal PrpList List;

    /// <summary>When its command must have ended, in nanoseconds of the driver's clock.</summary>
    internal long Deadline;

    /// <summary>When its command was handed over, in nanoseconds of the driver's clock, if its time is measured.</summary>
    internal long Submitted;
}

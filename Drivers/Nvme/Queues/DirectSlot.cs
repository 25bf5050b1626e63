using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>A place for one command of an <see cref="NvmeQueue"/>; its number is the command id.</summary>
internal struct DirectSlot
{
    /// <summary>What the owner calls the command.</summary>
    internal ulong Tag;

    /// <summary>When it must have ended, on the driver's clock.</summary>
    internal long DeadlineNanoseconds;

    /// <summary>Its line in the flight recorder.</summary>
    internal long Record;

    /// <summary>True from the moment it is in the batch until the owner has been told its end.</summary>
    internal bool IsOutstanding;

    /// <summary>What its buffer is mapped with.</summary>
    internal DmaMapping Mapping;

    /// <summary>Its PRP list.</summary>
    internal PrpList List;
}

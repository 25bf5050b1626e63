using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>A place for one command of an <see cref="NvmeQueue"/>; its number is the command id.</summary>
internal struct DirectSlot
{
    /// <summary>Of a command that nobody has waited for long enough to give it one.</summary>
    internal const long NoDeadline = long.MaxValue;

    /// <summary>What the owner calls the command.</summary>
    internal ulong Tag;

    /// <summary>When it must have ended, in nanoseconds of the driver's clock.</summary>
    internal long Deadline;

    /// <summary>Its line in the flight recorder.</summary>
    internal long Record;

    /// <summary>True from the moment it is in the batch until the owner has been told its end.</summary>
    internal bool IsOutstanding;

    /// <summary>True if its buffer is mapped and has to be let go; buffers with PRPs of their own are not.</summary>
    internal bool IsMapped;

    /// <summary>What its buffer is mapped with.</summary>
    internal DmaMapping Mapping;

    /// <summary>Its PRP list.</summary>
    internal PrpList List;
}

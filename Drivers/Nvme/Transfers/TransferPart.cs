namespace CosmosNvme.Nvme;

/// <summary>One command of a transfer.</summary>
internal struct TransferPart
{
    /// <summary>Where it is.</summary>
    internal CommandSlot? Slot;

    /// <summary>The copy that the controller was given instead of the caller's buffers; null: it was given these.</summary>
    internal NvmeBuffer? Copy;

    /// <summary>The buffers, at the part's start.</summary>
    internal BufferList Buffers;

    /// <summary>Bytes.</summary>
    internal int Length;
}

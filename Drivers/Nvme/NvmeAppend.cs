namespace CosmosNvme.Nvme;

/// <summary>Whether a command is in the batch of an <see cref="NvmeQueue"/>, or why not.</summary>
public enum NvmeAppend
{
    /// <summary>It is; <see cref="NvmeQueue.Poll"/> will tell its end.</summary>
    Added,

    /// <summary>As many commands as fit are on their way: poll first.</summary>
    Full,

    /// <summary>No device can reach the buffer: it does not start on a multiple of four and the controller takes no SGLs of bytes, or it is no memory that can be pinned.</summary>
    Unreachable,

    /// <summary>Longer than <see cref="NvmeController.MaximumTransferBytes"/>, or than a command can say: nobody splits it here.</summary>
    TooLong,

    /// <summary>Blocks beyond the end of the namespace.</summary>
    OutOfRange,

    /// <summary>The namespace, or the way it was attached, forbids writing.</summary>
    ReadOnly,

    /// <summary>The controller has failed or was shut down.</summary>
    DeviceGone,
}

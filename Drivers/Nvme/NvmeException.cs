using System;

namespace CosmosNvme.Nvme;

/// <summary>A controller cannot be brought into service; the message says why, as a sentence for people.</summary>
public class NvmeException : Exception
{
    /// <summary>Makes the exception.</summary>
    public NvmeException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public NvmeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

namespace CosmosNvme.Nvme;

/// <summary>A controller works but for its interrupts: it can be brought into service with others, or polled.</summary>
public sealed class NvmeInterruptException : NvmeException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, to follow the controller's name and a colon.</param>
    public NvmeInterruptException(string message)
        : base(message)
    {
    }
}

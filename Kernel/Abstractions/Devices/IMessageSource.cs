namespace CosmosNvme.Abstractions;

/// <summary>What sends the message of a line: an MSI-X table entry, for instance. Told when the line moves to another CPU.</summary>
public interface IMessageSource
{
    /// <summary>
    /// Changes where the message goes and what it is, such that no message is sent from old and new parts, and returns only when
    /// messages of the old kind have arrived. Thread context.
    /// </summary>
    void SetMessage(PhysicalAddress address, uint data);
}

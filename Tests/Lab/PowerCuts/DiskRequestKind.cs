namespace CosmosNvme.Lab;

/// <summary>What a disk was asked for that changes what a power cut leaves.</summary>
public enum DiskRequestKind
{
    /// <summary>Bytes were written.</summary>
    Write,

    /// <summary>What had been written was to be made durable.</summary>
    Flush,

    /// <summary>The content of bytes is not needed any more.</summary>
    Discard,
}

namespace CosmosNvme.Nvme;

/// <summary>
/// Any command, dword by dword: what <see cref="ControllerCommands.ExecuteAdmin"/> and <see cref="ControllerCommands.ExecuteIo"/> send. NVMe
/// Base 1.4 §4.2. Command id and data pointer are the driver's.
/// </summary>
public sealed record NvmeRequest
{
    /// <summary>OPC.</summary>
    public required byte Opcode { get; init; }

    /// <summary>FUSE and PSDT; both have to be 0: commands are not fused, data is described by PRPs.</summary>
    public byte Flags { get; init; }

    /// <summary>NSID; 0 none, ffffffffh all.</summary>
    public uint NamespaceId { get; init; }

    /// <summary>CDW2.</summary>
    public uint Dword2 { get; init; }

    /// <summary>CDW3.</summary>
    public uint Dword3 { get; init; }

    /// <summary>CDW10.</summary>
    public uint Dword10 { get; init; }

    /// <summary>CDW11.</summary>
    public uint Dword11 { get; init; }

    /// <summary>CDW12.</summary>
    public uint Dword12 { get; init; }

    /// <summary>CDW13.</summary>
    public uint Dword13 { get; init; }

    /// <summary>CDW14.</summary>
    public uint Dword14 { get; init; }

    /// <summary>CDW15.</summary>
    public uint Dword15 { get; init; }

    /// <summary>Where the data goes; with <see cref="DataDirection.None"/> there is none.</summary>
    public DataDirection Direction { get; init; }

    /// <summary>How long the controller may take, in nanoseconds; 0: as long as other commands of its kind.</summary>
    public long TimeoutNanoseconds { get; init; }

    /// <summary>The entry, but for command id and data pointer.</summary>
    internal SubmissionEntry ToEntry() => new()
    {
        Opcode = Opcode,
        Flags = Flags,
        NamespaceId = NamespaceId,
        Dword2 = Dword2,
        Dword3 = Dword3,
        Dword10 = Dword10,
        Dword11 = Dword11,
        Dword12 = Dword12,
        Dword13 = Dword13,
        Dword14 = Dword14,
        Dword15 = Dword15,
    };
}

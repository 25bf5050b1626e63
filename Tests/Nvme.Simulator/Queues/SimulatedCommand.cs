namespace CosmosNvme.Nvme.Simulator;

/// <summary>A command as the simulated controller fetched it.</summary>
/// <param name="QueueId">Submission queue.</param>
/// <param name="Opcode">OPC.</param>
/// <param name="CommandId">CID.</param>
/// <param name="NamespaceId">NSID.</param>
/// <param name="Prp1">PRP1.</param>
/// <param name="Prp2">PRP2.</param>
/// <param name="Dword10">Command dword 10.</param>
/// <param name="Dword11">Command dword 11.</param>
/// <param name="Dword12">Command dword 12.</param>
public sealed record SimulatedCommand(
    ushort QueueId,
    byte Opcode,
    ushort CommandId,
    uint NamespaceId,
    ulong Prp1,
    ulong Prp2,
    uint Dword10,
    uint Dword11,
    uint Dword12)
{
    /// <summary>FUSE in bits 0-1, PSDT in bits 6-7.</summary>
    public byte Flags { get; init; }

    /// <summary>MPTR.</summary>
    public ulong MetadataPointer { get; init; }

    /// <summary>Command dword 13.</summary>
    public uint Dword13 { get; init; }

    /// <summary>Command dword 14.</summary>
    public uint Dword14 { get; init; }

    /// <summary>Command dword 15.</summary>
    public uint Dword15 { get; init; }

    /// <summary>True on the admin queue.</summary>
    public bool IsAdmin => QueueId == 0;

    /// <summary>True on an I/O queue.</summary>
    public bool IsIo => !IsAdmin;

    /// <summary>True for Read.</summary>
    public bool IsRead => IsIo && Opcode == 2;

    /// <summary>True for Write.</summary>
    public bool IsWrite => IsIo && Opcode == 1;

    /// <summary>SLBA of the commands that have one.</summary>
    public ulong FirstBlock => Dword10 | ((ulong)Dword11 << 32);

    /// <summary>NLB of these, made one-based.</summary>
    public int Blocks => (int)(Dword12 & 0xffff) + 1;

    /// <summary>FUA.</summary>
    public bool ForcesUnitAccess => (Dword12 & (1u << 30)) != 0;
}

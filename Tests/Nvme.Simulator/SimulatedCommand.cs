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
    /// <summary>True on the admin queue.</summary>
    public bool IsAdmin => QueueId == 0;
}

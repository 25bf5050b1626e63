namespace CosmosNvme.Nvme;

/// <summary>One command in the flight recorder.</summary>
/// <param name="Sequence">Number of the command on its queue, from 0 on.</param>
/// <param name="Opcode">OPC.</param>
/// <param name="CommandId">CID.</param>
/// <param name="NamespaceId">NSID.</param>
/// <param name="Block">Dwords 10 and 11: the first block of a read or write; of other commands, whatever they hold there.</param>
/// <param name="Blocks">Blocks of a read or write; 0 for other commands.</param>
/// <param name="Cpu">CPU that submitted it.</param>
/// <param name="SubmittedNanoseconds">When, on the driver's clock.</param>
/// <param name="EndedNanoseconds">When it ended; 0 while the controller has it.</param>
/// <param name="Status">The controller's verdict.</param>
/// <param name="WasGivenUp">True if it ended because it was late or the controller failed.</param>
public readonly record struct FlightRecord(
    long Sequence,
    byte Opcode,
    ushort CommandId,
    uint NamespaceId,
    ulong Block,
    int Blocks,
    int Cpu,
    long SubmittedNanoseconds,
    long EndedNanoseconds,
    NvmeStatus Status,
    bool WasGivenUp)
{
    /// <summary>True while the controller has the command.</summary>
    public bool IsOutstanding => EndedNanoseconds == 0;
}

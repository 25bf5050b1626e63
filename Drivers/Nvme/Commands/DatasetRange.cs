namespace CosmosNvme.Nvme;

/// <summary>A range of Dataset Management. NVMe Base 1.4 §6.7.</summary>
/// <param name="Block">First block.</param>
/// <param name="Blocks">Blocks; 0: the range is empty.</param>
/// <param name="Attributes">Context attributes: what the host knows about it.</param>
public readonly record struct DatasetRange(ulong Block, uint Blocks, uint Attributes = 0);

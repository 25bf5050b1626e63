using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>The end of a command of an <see cref="NvmeQueue"/>: its buffer is its owner's again.</summary>
/// <param name="Tag">What the owner called the command.</param>
/// <param name="Status">What came of it.</param>
public readonly record struct NvmeCompletion(ulong Tag, BlockStatus Status);

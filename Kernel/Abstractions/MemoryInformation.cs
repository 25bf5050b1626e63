namespace CosmosNvme.Abstractions;

/// <summary>A snapshot of memory use; every figure is in bytes.</summary>
/// <param name="Total">RAM that the kernel manages.</param>
/// <param name="Free">RAM in no use at all.</param>
/// <param name="Committed">Memory promised to mappings, touched or not.</param>
/// <param name="CommitLimit">The most that is ever promised; an allocation beyond it fails.</param>
/// <param name="PageTables">RAM that page tables take.</param>
/// <param name="Nucleus">RAM that the nucleus takes for itself: image, frame database, thread areas.</param>
public readonly record struct MemoryInformation(
    ulong Total,
    ulong Free,
    ulong Committed,
    ulong CommitLimit,
    ulong PageTables,
    ulong Nucleus);

namespace CosmosNvme.Storage;

/// <summary>A lock that somebody holds.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Start">First byte.</param>
/// <param name="End">The byte behind the last one.</param>
/// <param name="Kind">Shared or exclusive.</param>
public sealed record RangeLock(object Owner, ulong Start, ulong End, RangeLockKind Kind);

namespace CosmosNvme.Posix;

/// <summary>Addresses at which a piece of a file is mapped.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">The address behind the last one.</param>
/// <param name="Pages">The file's pages if the mapping is shared; null if it is a private copy.</param>
/// <param name="Description">What it was mapped through, in use by the mapping; null for a private copy.</param>
/// <param name="IsWritable">Whether what is changed here is to be written back.</param>
internal sealed record FileMapping(ulong Start, ulong End, SharedPages? Pages, OpenDescription? Description, bool IsWritable);

namespace CosmosNvme.Storage;

/// <summary>What a page cache has done so far. The numbers are of slightly different moments.</summary>
/// <param name="Hits">Pieces of reads that were in memory.</param>
/// <param name="Misses">Pieces of reads that had to wait for the disk.</param>
/// <param name="ReadAheadBytes">Bytes read before anybody asked.</param>
/// <param name="DirectReadBytes">Bytes read past the cache.</param>
/// <param name="DirectWriteBytes">Bytes written past the cache.</param>
/// <param name="WrittenBackBytes">Bytes written back.</param>
/// <param name="WriteBackRequests">Requests that took.</param>
/// <param name="Waits">Times a caller had to wait for room, or for there to be less to write back.</param>
/// <param name="Bytes">Memory in use.</param>
/// <param name="DirtyBytes">Memory that is to be written back.</param>
/// <param name="LimitBytes">Memory that it uses at most.</param>
public readonly record struct CacheStatistics(
    long Hits,
    long Misses,
    long ReadAheadBytes,
    long DirectReadBytes,
    long DirectWriteBytes,
    long WrittenBackBytes,
    long WriteBackRequests,
    long Waits,
    long Bytes,
    long DirtyBytes,
    long LimitBytes);

using System;

namespace CosmosNvme.Storage;

/// <summary>How much memory a page cache may use.</summary>
/// <param name="Bytes">Memory in all.</param>
/// <param name="DirtyBytes">Of it what may wait for being written back; writers beyond it write back themselves.</param>
/// <param name="RequestBytes">Longest request that neighbours are merged to.</param>
internal readonly record struct PageCacheLimits(long Bytes, long DirtyBytes, int RequestBytes)
{
    private const long LeastBytes = 4L << 20;
    private const long MostBytes = 256L << 20;
    private const int ShareOfMemory = 16;
    private const int MergedBytes = 1 << 20;

    /// <summary>A sixteenth of the memory there is for each disk, of it a quarter dirty.</summary>
    internal static PageCacheLimits Default
    {
        get
        {
            long bytes = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfMemory, LeastBytes, MostBytes);
            return new PageCacheLimits(bytes, bytes / 4, MergedBytes);
        }
    }
}

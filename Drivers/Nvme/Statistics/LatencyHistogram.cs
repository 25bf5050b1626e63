using System;
using System.Numerics;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>
/// How often commands took how long: four buckets for every doubling, so that a figure read from it is at most a quarter too large. One
/// writer at a time (who drains the queue); any number of readers, who see counts that may be a little old.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>Buckets: for times up to 2^64 ns.</summary>
    internal const int Buckets = 64 * BucketsPerDoubling;

    private const int BucketsPerDoubling = 4;
    private const int SubBits = 2;

    private readonly long[] _counts = new long[Buckets];

    /// <summary>Counts a command. A few instructions, no atomic one.</summary>
    /// <param name="nanoseconds">How long it took; negative counts as 0.</param>
    internal void Add(long nanoseconds) => _counts[BucketOf(nanoseconds)]++;

    /// <summary>Copies the counts.</summary>
    internal long[] Copy()
    {
        long[] counts = new long[Buckets];
        for (int index = 0; index < Buckets; index++)
        {
            counts[index] = Volatile.Read(ref _counts[index]);
        }

        return counts;
    }

    /// <summary>The bucket of a time.</summary>
    internal static int BucketOf(long nanoseconds)
    {
        ulong value = (ulong)Math.Max(nanoseconds, BucketsPerDoubling);
        int log = BitOperations.Log2(value);
        return (log << SubBits) | (int)((value >> (log - SubBits)) & (BucketsPerDoubling - 1));
    }

    /// <summary>The longest time that a bucket holds, in nanoseconds.</summary>
    internal static long EndOf(int bucket)
    {
        int log = bucket >> SubBits;
        ulong within = (ulong)(bucket & (BucketsPerDoubling - 1));
        return log < SubBits ? 0 : (long)Math.Min(((BucketsPerDoubling + within + 1) << (log - SubBits)) - 1, long.MaxValue);
    }
}

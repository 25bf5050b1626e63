using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace CosmosNvme.Shell.Commands;

/// <summary>
/// How long requests of a measurement took: extremes, sum, and buckets that grow with the time, 16 to each power of two, so a percentile is right to 6 %. Finer
/// than what the driver always keeps of its queues, and of use only when the measurement is over. Noting allocates nothing. One thread at a time.
/// </summary>
internal sealed class BenchLatencies
{
    private const int BucketBits = 4;
    private const int BucketsPerPower = 1 << BucketBits;

    private readonly long[] _counts = new long[(64 - BucketBits + 1) * BucketsPerPower];

    /// <summary>Requests noted.</summary>
    internal long Count { get; private set; }

    /// <summary>Sum of all times, in nanoseconds.</summary>
    internal long Sum { get; private set; }

    /// <summary>The shortest, in nanoseconds; 0 if there is none.</summary>
    internal long Minimum { get; private set; }

    /// <summary>The longest, in nanoseconds.</summary>
    internal long Maximum { get; private set; }

    /// <summary>Mean, in nanoseconds.</summary>
    internal double Mean => Count == 0 ? 0 : (double)Sum / Count;

    /// <summary>Notes requests.</summary>
    /// <param name="nanoseconds">How long each of them took; not negative.</param>
    /// <param name="requests">How many; not 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Note(long nanoseconds, int requests)
    {
        _counts[BucketOf(nanoseconds)] += requests;
        if (nanoseconds < Minimum || Count == 0)
        {
            Minimum = nanoseconds;
        }

        if (nanoseconds > Maximum)
        {
            Maximum = nanoseconds;
        }

        Count += requests;
        Sum += nanoseconds * requests;
    }

    /// <summary>Adds what another one noted.</summary>
    internal void Add(BenchLatencies other)
    {
        if (other.Count == 0)
        {
            return;
        }

        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            _counts[bucket] += other._counts[bucket];
        }

        Minimum = Count == 0 ? other.Minimum : Math.Min(Minimum, other.Minimum);
        Maximum = Math.Max(Maximum, other.Maximum);
        Count += other.Count;
        Sum += other.Sum;
    }

    /// <summary>The time within which a share of the requests ended, in nanoseconds: the upper end of its bucket, at most <see cref="Maximum"/>.</summary>
    /// <param name="percent">More than 0, at most 100.</param>
    internal long Percentile(double percent)
    {
        long wanted = (long)Math.Ceiling(Count * percent / 100);
        long seen = 0;
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= wanted && seen > 0)
            {
                return Math.Min(UpperEnd(bucket), Maximum);
            }
        }

        return 0;
    }

    /// <summary>Requests that took at least <paramref name="from"/> and less than <paramref name="to"/> nanoseconds, both powers of two from 16 on.</summary>
    internal long Between(long from, long to)
    {
        long sum = 0;
        for (int bucket = BucketOf(from); bucket < BucketOf(to); bucket++)
        {
            sum += _counts[bucket];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BucketOf(long nanoseconds)
    {
        int power = BitOperations.Log2((ulong)nanoseconds | 1);
        return power < BucketBits
            ? (int)nanoseconds
            : ((power - BucketBits + 1) * BucketsPerPower) + (int)((nanoseconds >> (power - BucketBits)) & (BucketsPerPower - 1));
    }

    private static long UpperEnd(int bucket)
    {
        int row = bucket / BucketsPerPower;
        return row == 0 ? bucket : ((long)BucketsPerPower + (bucket % BucketsPerPower) + 1 << (row - 1)) - 1;
    }
}

using System;
using System.Numerics;

namespace CosmosNvme.Nvme;

/// <summary>How large the rings of an <see cref="NvmeQueue"/> are: powers of two, so that a place is a few bits of a number that only goes up.</summary>
/// <param name="Capacity">Commands that can be on their way at once: a ring of N entries holds N - 1.</param>
/// <param name="Submissions">Entries of the submission ring.</param>
/// <param name="Completions">
/// Entries of the completion ring: twice as many where the controller allows it, so that it need not be told of each end that was taken.
/// </param>
internal readonly record struct DirectQueueSize(int Capacity, uint Submissions, uint Completions)
{
    /// <summary>Ends that may be taken before the controller is told: so many that there is always room for those of all commands on their way.</summary>
    internal uint HeadLag => Completions - 1 - (uint)Capacity;

    /// <summary>Chooses.</summary>
    /// <param name="depth">Commands that are wanted and one more, 2 to 65536.</param>
    /// <param name="allowed">Tells how many entries a queue gets if so many are asked for; at least two.</param>
    internal static DirectQueueSize For(int depth, Func<int, uint> allowed)
    {
        uint submissions = RoundDown(allowed((int)BitOperations.RoundUpToPowerOf2((uint)depth)));
        uint completions = RoundDown(allowed(2 * (int)submissions));
        return new DirectQueueSize((int)Math.Min((uint)depth, submissions) - 1, submissions, completions);
    }

    private static uint RoundDown(uint entries) => 1u << BitOperations.Log2(entries);
}

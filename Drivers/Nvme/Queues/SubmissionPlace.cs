namespace CosmosNvme.Nvme;

/// <summary>A place in a submission ring that a thread has reserved.</summary>
/// <param name="Index">Which entry.</param>
/// <param name="Round">In which round of the ring, from 1 on.</param>
internal readonly record struct SubmissionPlace(uint Index, long Round)
{
    /// <summary>How many places were reserved before this one in a ring of <paramref name="depth"/> entries.</summary>
    internal long Sequence(uint depth) => ((Round - 1) * depth) + Index;
}

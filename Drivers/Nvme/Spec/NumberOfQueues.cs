using System;

namespace CosmosNvme.Nvme;

/// <summary>The value of the Number of Queues feature, zero-based in both directions. NVMe Base 1.4 §5.21.1.7.</summary>
/// <param name="Value">Dword 11 of the command, or dword 0 of its completion.</param>
internal readonly record struct NumberOfQueues(uint Value)
{
    internal static readonly BitField SubmissionField = new(0, 16);
    internal static readonly BitField CompletionField = new(16, 16);

    /// <summary>I/O submission queues, 1 to 65536.</summary>
    internal uint Submission => SubmissionField.Get(Value) + 1;

    /// <summary>I/O completion queues, 1 to 65536.</summary>
    internal uint Completion => CompletionField.Get(Value) + 1;

    /// <summary>Queue pairs that these numbers allow.</summary>
    internal uint Pairs => Math.Min(Submission, Completion);

    /// <summary>Asks for <paramref name="pairs"/> queue pairs, 1 to 65535 (65536 is reserved).</summary>
    internal static NumberOfQueues ForPairs(uint pairs) =>
        new((uint)CompletionField.Set(SubmissionField.Set(0, pairs - 1), pairs - 1));
}

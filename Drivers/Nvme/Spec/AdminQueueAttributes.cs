namespace CosmosNvme.Nvme;

/// <summary>AQA: the sizes of the admin queues, zero-based in the register. NVMe Base 1.4 §3.1.8.</summary>
/// <param name="Value">The register.</param>
internal readonly record struct AdminQueueAttributes(uint Value)
{
    internal static readonly BitField SubmissionField = new(0, 12);
    internal static readonly BitField CompletionField = new(16, 12);

    /// <summary>Entries of the admin submission queue, 2 to 4096.</summary>
    internal uint SubmissionEntries => SubmissionField.Get(Value) + 1;

    /// <summary>Entries of the admin completion queue, 2 to 4096.</summary>
    internal uint CompletionEntries => CompletionField.Get(Value) + 1;

    /// <summary>Both queues with <paramref name="entries"/> entries.</summary>
    internal static AdminQueueAttributes ForDepth(uint entries) =>
        new((uint)CompletionField.Set(SubmissionField.Set(0, entries - 1), entries - 1));
}

namespace CosmosNvme.Nvme;

/// <summary>What one CPU had to do with a queue so far.</summary>
/// <param name="Submitted">Commands that it put into the submission queue.</param>
/// <param name="Completed">Completions that it took out of the completion queue.</param>
public readonly record struct QueueActivity(long Submitted, long Completed);

namespace CosmosNvme.Nucleus.Proof;

/// <summary>A place where assembly leaves the nucleus on purpose.</summary>
/// <param name="From">Symbol of the assembly function that leaves.</param>
/// <param name="To">Symbol of what it enters; null for an address at which the linked image has no function.</param>
/// <param name="Reason">Why that is no call from nucleus context.</param>
internal sealed record AllowedEdge(string From, string? To, string Reason);

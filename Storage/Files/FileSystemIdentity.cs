namespace CosmosNvme.Storage;

/// <summary>What a device holds, by its content.</summary>
/// <param name="TypeName">The type as Linux calls it, like vfat.</param>
/// <param name="Label">The volume's label; empty if it has none.</param>
/// <param name="Uuid">Its identification as Linux writes it; empty if it has none.</param>
/// <param name="Problem">What keeps it from being mounted, as a phrase; null if nothing was found so far.</param>
public sealed record FileSystemIdentity(string TypeName, string Label, string Uuid, string? Problem);

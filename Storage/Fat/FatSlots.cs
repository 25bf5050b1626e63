namespace CosmosNvme.Storage;

/// <summary>The entries that a file takes in its directory: those of its long name, then the short one.</summary>
/// <param name="Name">The name that it shows.</param>
/// <param name="ShortName">The short name.</param>
/// <param name="First">Number of the first entry.</param>
/// <param name="Count">Entries.</param>
/// <param name="Offset">Where the short entry lies: bytes from the volume's beginning.</param>
internal sealed record FatSlots(string Name, string ShortName, int First, int Count, ulong Offset);

namespace CosmosNvme.ImageAnalysis;

/// <summary>The bytes of one data symbol, from <paramref name="Start"/> up to but without <paramref name="End"/>.</summary>
/// <param name="Name">The symbol, or the section's name if no symbol covers the address.</param>
/// <param name="Start">Virtual address of the first byte.</param>
/// <param name="End">Virtual address behind the last byte.</param>
/// <param name="Section">The section that holds it.</param>
public sealed record DataRange(string Name, ulong Start, ulong End, ImageSection Section);

namespace CosmosNvme.ImageAnalysis;

/// <summary>Data that a function can get at.</summary>
/// <param name="Data">The data.</param>
/// <param name="Reference">The instruction that leads to it.</param>
/// <param name="Through">The data that holds the pointer to it, or null if the instruction names it itself.</param>
public sealed record DataUse(DataRange Data, CodeReference Reference, DataRange? Through);

namespace CosmosNvme.ImageAnalysis;

/// <summary>A way by which control can get from one function to another.</summary>
/// <param name="From">The function that holds the instruction.</param>
/// <param name="To">The function that is reached, or null if no symbol covers the target.</param>
/// <param name="Target">Virtual address that is reached; not always the first instruction of <paramref name="To"/>.</param>
/// <param name="Reference">The instruction and what it does.</param>
/// <param name="Through">The table or pointer that holds the address, if it is not in the instruction itself.</param>
public sealed record CodeEdge(CodeFunction From, CodeFunction? To, ulong Target, CodeReference Reference, DataRange? Through);

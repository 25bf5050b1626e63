namespace CosmosNvme.Shell.Parsing;

/// <summary>A redirection of one command.</summary>
/// <param name="Descriptor">0 input, 1 output, 2 error messages.</param>
/// <param name="Kind">Direction.</param>
/// <param name="Target">The file.</param>
internal sealed record Redirection(int Descriptor, RedirectionKind Kind, Word Target);

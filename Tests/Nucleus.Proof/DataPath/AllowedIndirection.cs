namespace CosmosNvme.Nucleus.Proof;

/// <summary>Calls through a pointer that a function of the data path may make.</summary>
/// <param name="Count">How many such instructions it has.</param>
/// <param name="Reason">Why there is no way around.</param>
internal sealed record AllowedIndirection(int Count, string Reason);

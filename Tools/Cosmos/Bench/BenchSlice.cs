namespace CosmosNvme.Cosmos;

/// <summary>One measurement of a second or so on one system.</summary>
/// <param name="Figures">What the system counted.</param>
/// <param name="Host">What the host counted meanwhile.</param>
internal readonly record struct BenchSlice(BenchFigures Figures, HostUse Host);

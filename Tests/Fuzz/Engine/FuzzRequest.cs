using System;

namespace CosmosNvme.Fuzz;

/// <summary>What one run is asked for. It ends with the first of the two limits.</summary>
/// <param name="Seed">Where the random numbers start.</param>
/// <param name="Duration">Longest time.</param>
/// <param name="Executions">Most inputs.</param>
internal sealed record FuzzRequest(int Seed, TimeSpan Duration, long Executions);

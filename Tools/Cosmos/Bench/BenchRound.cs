using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>One turn of a row: all systems, right after each other.</summary>
/// <param name="Cosmos">The shell kernel's slice.</param>
/// <param name="Linux">Linux's, one for each of the row's <see cref="BenchCase.LinuxJobs"/>; empty if it is not compared.</param>
internal sealed record BenchRound(BenchSlice Cosmos, IReadOnlyList<BenchSlice> Linux)
{
    /// <summary>Whether all its slices count: what disturbs one drops the others with it.</summary>
    internal bool IsUndisturbed => Cosmos.Host.IsUndisturbed && Linux.All(slice => slice.Host.IsUndisturbed);
}

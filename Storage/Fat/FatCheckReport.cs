using System.Collections.Generic;

namespace CosmosNvme.Storage;

/// <summary>What a check of a FAT volume found.</summary>
/// <param name="Problems">What is wrong, a sentence each; empty if nothing is.</param>
/// <param name="Files">Files and directories.</param>
/// <param name="UsedClusters">Clusters that belong to one.</param>
/// <param name="Clusters">Clusters of the volume.</param>
public sealed record FatCheckReport(IReadOnlyList<string> Problems, long Files, long UsedClusters, long Clusters);

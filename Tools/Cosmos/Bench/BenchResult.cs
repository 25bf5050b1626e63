using System.Collections.Generic;

namespace CosmosNvme.Cosmos;

/// <summary>All that was found.</summary>
/// <param name="Plan">What was to be measured.</param>
/// <param name="Rows">A row for each measurement on each machine.</param>
/// <param name="Boots">How long booting took; null if only the shell kernel was measured.</param>
internal sealed record BenchResult(BenchPlan Plan, IReadOnlyList<BenchRow> Rows, BootTimes? Boots);

using System.Collections.Generic;

namespace CosmosNvme.Cosmos;

/// <summary>All that was found.</summary>
/// <param name="Plan">What was to be measured.</param>
/// <param name="Rows">A row for each measurement on each machine, but for those that failed.</param>
/// <param name="Boots">How long booting took; null if only the shell kernel was measured, or if it failed.</param>
/// <param name="Failures">What was not measured, or not as often as it was to be.</param>
internal sealed record BenchResult(BenchPlan Plan, IReadOnlyList<BenchRow> Rows, BootTimes? Boots, IReadOnlyList<BenchFailure> Failures);

using System;
using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>The results of one test project.</summary>
/// <param name="Name">The project.</param>
/// <param name="Tests">Its tests.</param>
/// <param name="NotSelected">Number of its tests that the filter left out.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record ProjectResult(string Name, IReadOnlyList<TestResult> Tests, int NotSelected, TimeSpan Duration)
{
    /// <summary>Number of tests that passed.</summary>
    internal int Passed => Tests.Count(test => test.Outcome == TestOutcome.Passed);

    /// <summary>Number of tests that failed.</summary>
    internal int Failed => Tests.Count(test => test.Outcome == TestOutcome.Failed);
}

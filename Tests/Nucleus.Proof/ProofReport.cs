using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.ImageAnalysis;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>What the proof found.</summary>
/// <param name="Walked">Every function that was checked, roots included.</param>
/// <param name="Violations">Every broken rule.</param>
/// <param name="UsedExceptions">Names from the policy that were needed.</param>
internal sealed record ProofReport(IReadOnlyList<CodeFunction> Walked, IReadOnlyList<Violation> Violations, IReadOnlySet<string> UsedExceptions)
{
    public override string ToString()
    {
        IEnumerable<string> lines = Violations.OrderBy(violation => violation.Function, StringComparer.Ordinal).Select(violation => violation.ToString());
        return $"{Walked.Count} functions checked, {Violations.Count} violations.\n{string.Join("\n", lines)}";
    }
}

using System.Runtime.CompilerServices;

namespace CosmosNvme.Fuzz;

/// <summary>What targets demand of the code under test.</summary>
internal static class Rule
{
    /// <summary>Demands that something holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="rule">What must hold, in words that do not depend on the input.</param>
    /// <param name="detail">The values at hand; made only if it does not hold.</param>
    internal static void Demand(bool holds, string rule, [InterpolatedStringHandlerArgument("holds")] RuleDetail detail)
    {
        if (!holds)
        {
            throw new BrokenRuleException(rule, detail.ToString());
        }
    }
}

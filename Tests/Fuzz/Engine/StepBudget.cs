namespace CosmosNvme.Fuzz;

/// <summary>Work that one input may cause, counted by the doubles that the code under test works on: it does not depend on the clock.</summary>
internal sealed class StepBudget(string unit, long limit)
{
    private long _taken;

    /// <summary>Takes some of it.</summary>
    /// <exception cref="BrokenRuleException">It is used up.</exception>
    internal void Take(long steps)
    {
        _taken += steps;
        Rule.Demand(_taken <= limit, "work is bounded", $"more than {limit} {unit}");
    }
}

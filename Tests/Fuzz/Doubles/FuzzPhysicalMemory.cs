using CosmosNvme.Abstractions;

namespace CosmosNvme.Fuzz;

/// <summary>Maps whatever it is asked for; refuses what no machine can map.</summary>
internal sealed class FuzzPhysicalMemory(StepBudget budget) : IPhysicalMemory
{
    private const int AddressBits = 52;

    /// <inheritdoc/>
    public RegisterWindow? TryMapRegisters(PhysicalAddress address, uint length)
    {
        budget.Take(1);
        Rule.Demand(length > 0, "windows are not empty", $"{address.Value:x}");
        return address.Value >> AddressBits == 0 ? new FuzzRegisters(length, budget) : null;
    }
}

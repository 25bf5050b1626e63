namespace CosmosNvme.Abstractions;

/// <summary>Gives out vectors. Thread context only.</summary>
public interface IInterruptController
{
    /// <summary>A message interrupt that arrives on CPU <paramref name="cpu"/>.</summary>
    /// <returns>Null if that CPU has no free vector.</returns>
    InterruptLine? TryAllocateMessage(string name, int cpu);
}

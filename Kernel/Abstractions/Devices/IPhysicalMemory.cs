namespace CosmosNvme.Abstractions;

/// <summary>Maps device registers. Thread context only.</summary>
public interface IPhysicalMemory
{
    /// <summary>An uncached window onto <paramref name="length"/> bytes of registers at <paramref name="address"/>.</summary>
    /// <returns>Null if the range is no device memory: zero, absurd, or RAM.</returns>
    RegisterWindow? TryMapRegisters(PhysicalAddress address, uint length);
}

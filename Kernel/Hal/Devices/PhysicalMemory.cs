using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>Maps device registers of this machine. Any thread; allocates the window; does not block.</summary>
public sealed class PhysicalMemory : IPhysicalMemory
{
    /// <inheritdoc/>
    public unsafe RegisterWindow? TryMapRegisters(PhysicalAddress address, uint length)
    {
        // A window shorter than its widest access cannot be checked by one comparison.
        if (length < sizeof(uint))
        {
            return null;
        }

        // SAFETY: the nucleus maps exactly this range, or nothing, and never unmaps it.
        void* registers = DmaServices.TryMapRegisters(address.Value, length);
        return registers == null ? null : new MappedRegisters(registers, length);
    }
}

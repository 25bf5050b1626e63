using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>Vectors of this machine's CPUs. Any thread; does not block.</summary>
public sealed class InterruptController : IInterruptController
{
    /// <inheritdoc/>
    public InterruptLine? TryAllocateMessage(string name, int cpu)
    {
        int line = InterruptServices.TryAllocate(cpu, out ulong address, out uint data);
        return line < 0 ? null : new MessageInterrupt(name, cpu, line, address, data);
    }
}

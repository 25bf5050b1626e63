using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci.Tests;

/// <summary>Maps anything but what it is told to refuse.</summary>
internal sealed class FakeMemory : IPhysicalMemory
{
    internal List<(ulong Address, uint Length)> Requests { get; } = [];

    internal Dictionary<ulong, FakeRegisters> Windows { get; } = [];

    internal HashSet<ulong> Refused { get; } = [];

    public RegisterWindow? TryMapRegisters(PhysicalAddress address, uint length)
    {
        Requests.Add((address.Value, length));
        if (Refused.Contains(address.Value))
        {
            return null;
        }

        if (!Windows.TryGetValue(address.Value, out FakeRegisters? window))
        {
            window = new FakeRegisters(length);
            Windows.Add(address.Value, window);
        }

        return window;
    }
}

using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// Tells where functions are, and gives those time that are on their way: after a reset a function may take a second and answers
/// "not ready yet" until then (PCI Express 6.0 §2.3.1, Request Retry Status), which software sees as vendor 0001h.
/// </summary>
internal sealed class DeviceReadiness(ConfigurationSpace space, IClock? clock, List<string> warnings)
{
    private const ushort NotReady = 0x0001;
    private const long Step = 10_000_000;

    private readonly HashSet<PciAddress> _reported = [];

    // They all came out of reset together, so they share the second; a bus that answers this everywhere cannot stop the machine either.
    private long _patience = 1_000_000_000;

    /// <summary>True if there is a function at an address. Waits for one that is not ready.</summary>
    internal bool Exists(PciAddress address)
    {
        ushort vendor = space.Read16(address, ConfigurationRegister.VendorId);
        while (vendor == NotReady && clock is not null && _patience > 0)
        {
            _patience -= Step;
            clock.Delay(Step);
            vendor = space.Read16(address, ConfigurationRegister.VendorId);
        }

        if (vendor == NotReady && _reported.Add(address))
        {
            warnings.Add($"{address}: there is a device that is not ready yet; it is left out");
        }

        // 0 is no vendor either; FFFF is what nobody's answer reads as.
        return vendor is not (0 or NotReady or ushort.MaxValue);
    }
}

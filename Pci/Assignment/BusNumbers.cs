using System.Collections.Generic;

namespace CosmosNvme.Pci;

/// <summary>
/// Gives bus numbers to bridges that firmware left without (PCI-to-PCI Bridge 1.2 §3.2.5.2 to §3.2.5.4). Numbers behind a bridge must be
/// one range that lies in the ranges of all bridges above, so these grow at their upper end if nobody else has the next number.
/// </summary>
internal sealed class BusNumbers
{
    // Per segment, the buses that are in somebody's range or have been walked.
    private readonly HashSet<(ushort Segment, int Bus)> _claimed = [];

    /// <summary>Notes that buses are in use.</summary>
    internal void Claim(ushort segment, int first, int last)
    {
        for (int bus = first; bus <= last; bus++)
        {
            _claimed.Add((segment, bus));
        }
    }

    /// <summary>Finds a number, gives it to the bridge and makes the bridges above let it pass.</summary>
    /// <returns>The number, or null: none is left, and nothing was written.</returns>
    internal byte? Assign(PciFunction function, PciBusRange range)
    {
        if (Find(function, range) is not int bus)
        {
            return null;
        }

        _claimed.Add((range.Segment, bus));
        function.Bridge!.SetBusNumbers(function.Address.Bus, (byte)bus, (byte)bus);
        for (PciFunction? above = function.Parent; above?.Bridge is PciBridge bridge; above = above.Parent)
        {
            if (bridge.SubordinateBus < bus)
            {
                bridge.SetBusNumbers(bridge.PrimaryBus, bridge.SecondaryBus, (byte)bus);
            }
        }

        return (byte)bus;
    }

    private int? Find(PciFunction function, PciBusRange range)
    {
        // Behind another bridge: the number behind its range. Nested bridges are asked one after the other, so it is free as a rule.
        if (function.Parent?.Bridge is PciBridge above)
        {
            int next = above.SubordinateBus + 1;
            return next <= range.LastBus && !_claimed.Contains((range.Segment, next)) ? next : null;
        }

        // On a root bus: behind all that is in use, where there is room for what hangs further down.
        int highest = range.LastBus;
        while (highest > function.Address.Bus && !_claimed.Contains((range.Segment, highest)))
        {
            highest--;
        }

        return highest < range.LastBus ? highest + 1 : null;
    }
}

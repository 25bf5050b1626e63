using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// Walks the buses (PCI Firmware 3.3 §3.2, PCI Express 6.0 §7.5.1.1.9). Each bus of a segment is walked once at most, whatever the
/// bridges say, so neither loops nor nonsense keep it from ending.
/// </summary>
internal sealed class BusScanner
{
    private readonly ConfigurationSpace _space;
    private readonly DeviceReadiness _readiness;
    private readonly BusNumbers? _numbers;

    // Bridges without numbers wait until all numbers that firmware gave are known.
    private readonly Stack<(PciBusRange Range, PciFunction Function)> _unnumbered = new();
    private readonly HashSet<(ushort Segment, int Bus)> _visited = [];

    // Bridges wait here instead of on the stack: a chain of 256 is legal.
    private readonly Queue<(PciBusRange Range, byte Bus, PciFunction? Bridge)> _pending = new();

    /// <summary>Looks at nothing yet.</summary>
    /// <param name="space">Configuration space.</param>
    /// <param name="clock">Waits for devices that are not ready; null: nobody does.</param>
    /// <param name="numbers">Gives numbers to bridges without; null: they stay without.</param>
    internal BusScanner(ConfigurationSpace space, IClock? clock, BusNumbers? numbers)
    {
        _space = space;
        _numbers = numbers;
        _readiness = new DeviceReadiness(space, clock, Warnings);
    }

    internal List<PciFunction> Functions { get; } = [];

    internal List<string> Warnings { get; } = [];

    internal List<string> Repairs { get; } = [];

    internal void Run()
    {
        foreach (PciBusRange range in _space.Ranges)
        {
            ScanRoot(range, range.FirstBus);
            ScanPeers(range);
        }

        while (_unnumbered.TryPop(out (PciBusRange Range, PciFunction Function) next))
        {
            Number(next.Range, next.Function);
        }
    }

    /// <summary>Finds the functions behind a port whose slot has got a card.</summary>
    /// <param name="port">The port; firmware gave it bus numbers.</param>
    /// <param name="clock">Waits for a card that is not ready.</param>
    /// <param name="notes">Receives what was found wrong.</param>
    internal static IReadOnlyList<PciFunction> FindBehind(PciFunction port, IClock clock, List<string> notes)
    {
        BusScanner scanner = new(port.Space, clock, numbers: null);
        PciBridge bridge = port.Bridge!;
        foreach (PciBusRange range in port.Space.Ranges)
        {
            if (range.Contains(port.Address) && bridge.SecondaryBus > port.Address.Bus)
            {
                scanner.Enter(range, bridge.SecondaryBus, port);
                scanner.Drain();
            }
        }

        notes.AddRange(scanner.Warnings);
        return scanner.Functions;
    }

    private void Number(PciBusRange range, PciFunction function)
    {
        if (_numbers!.Assign(function, range) is not byte bus)
        {
            Warnings.Add($"{function.Address}: firmware gave this bridge no bus numbers, and none is left; devices behind it stay hidden");
            return;
        }

        Repairs.Add($"{function.Address}: firmware gave this bridge no bus numbers; the bus behind it is now {bus:x2}");
        Enter(range, bus, function);
        Drain();
    }

    private void ScanRoot(PciBusRange range, byte root)
    {
        Enter(range, root, bridge: null);
        Drain();
    }

    private void Drain()
    {
        while (_pending.TryDequeue(out (PciBusRange Range, byte Bus, PciFunction? Bridge) next))
        {
            ScanBus(next.Range, next.Bus, next.Bridge);
        }
    }

    // Machines with several host bridges have root buses that no bridge leads to: one for each function of a multi-function 00:00.0
    // (the old way), or anywhere (several sockets). What no bridge behind the first root claimed is therefore looked at, too; most
    // of these buses answer nothing.
    private void ScanPeers(PciBusRange range)
    {
        for (int bus = range.FirstBus + 1; bus <= range.LastBus; bus++)
        {
            if (!_visited.Contains((range.Segment, bus)) && IsAnyoneOn(range.Segment, (byte)bus))
            {
                ScanRoot(range, (byte)bus);
            }
        }
    }

    private bool IsAnyoneOn(ushort segment, byte bus)
    {
        for (byte device = 0; device < PciAddress.DevicesPerBus; device++)
        {
            if (_readiness.Exists(new PciAddress(segment, bus, device, 0)))
            {
                return true;
            }
        }

        return false;
    }

    private void Enter(PciBusRange range, byte bus, PciFunction? bridge)
    {
        if (_visited.Add((range.Segment, bus)))
        {
            _numbers?.Claim(range.Segment, bus, bus);
            _pending.Enqueue((range, bus, bridge));
        }
        else
        {
            Warnings.Add($"{bridge?.Address}: this bridge leads to bus {bus:x2}, which another way leads to as well; it is not followed");
        }
    }

    private void ScanBus(PciBusRange range, byte bus, PciFunction? bridge)
    {
        // A link has one device at its end; a downstream port that answers for more repeats the same one.
        PciExpressCapability? port = bridge?.FindCapability<PciExpressCapability>();
        int devices = port?.IsDownstreamPort == true ? 1 : PciAddress.DevicesPerBus;
        for (byte device = 0; device < devices; device++)
        {
            PciAddress first = new(range.Segment, bus, device, 0);
            if (_readiness.Exists(first))
            {
                ScanDevice(range, first, bridge, port?.ForwardsAri == true);
            }
        }
    }

    private void ScanDevice(PciBusRange range, PciAddress first, PciFunction? bridge, bool mayHaveMany)
    {
        bool isMultiFunction = (_space.Read8(first, ConfigurationRegister.HeaderType) & ConfigurationRegister.MultiFunction) != 0;
        PciFunction? found = ScanFunction(range, first, bridge);
        if (mayHaveMany && found is not null && AriList.IsIn(found))
        {
            while (found is not null && AriList.NextOf(found, Warnings) is PciAddress next)
            {
                found = ScanIfThere(range, next, bridge);
            }

            return;
        }

        for (byte function = 1; isMultiFunction && function < PciAddress.FunctionsPerDevice; function++)
        {
            // Functions need not be consecutive.
            ScanIfThere(range, first with { Function = function }, bridge);
        }
    }

    private PciFunction? ScanIfThere(PciBusRange range, PciAddress address, PciFunction? bridge) =>
        _readiness.Exists(address) ? ScanFunction(range, address, bridge) : null;

    private PciFunction? ScanFunction(PciBusRange range, PciAddress address, PciFunction? parent)
    {
        byte headerType = (byte)(_space.Read8(address, ConfigurationRegister.HeaderType) & ~ConfigurationRegister.MultiFunction);
        if (headerType > (byte)PciHeaderKind.CardBus)
        {
            Warnings.Add($"{address}: header type {headerType:x2} is unknown; the function is ignored");
            return null;
        }

        PciFunction found = new(_space, address, (PciHeaderKind)headerType, parent, Warnings);
        Functions.Add(found);
        if (found.Bridge is PciBridge bridge)
        {
            FollowBridge(range, found, bridge);
        }

        return found;
    }

    private void FollowBridge(PciBusRange range, PciFunction function, PciBridge bridge)
    {
        byte secondary = bridge.SecondaryBus;
        if (secondary == 0 && _numbers is not null && function.HeaderKind == PciHeaderKind.Bridge)
        {
            _unnumbered.Push((range, function));
        }
        else if (secondary == 0)
        {
            Warnings.Add($"{function.Address}: firmware gave this bridge no bus numbers; devices behind it stay hidden");
        }
        else if (secondary <= function.Address.Bus || bridge.SubordinateBus < secondary || !range.Contains(function.Address with { Bus = secondary }))
        {
            Warnings.Add($"{function.Address}: bus numbers {secondary:x2} to {bridge.SubordinateBus:x2} make no sense; devices behind this bridge stay hidden");
        }
        else
        {
            _numbers?.Claim(range.Segment, secondary, bridge.SubordinateBus);
            Enter(range, secondary, function);
        }
    }
}

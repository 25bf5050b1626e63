using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// Gives addresses to memory BARs that firmware left without: from the windows of the bridge above them, opening a closed window where
/// the bus above has room for it, and on root buses from <see cref="RootAddresses"/>. What firmware assigned stays where it is. I/O ports
/// and ROMs are left alone: nothing here needs them.
/// </summary>
internal sealed class AddressAssigner
{
    private const ulong Below4GiB = uint.MaxValue;
    private const ulong WindowGranularity = 1 << 20;

    private readonly IReadOnlyList<PciFunction> _functions;
    private readonly AddressPool _root;
    private readonly List<string> _notes;
    private readonly Dictionary<PciFunction, AddressPool> _memory = [];
    private readonly Dictionary<PciFunction, AddressPool> _prefetchable = [];

    /// <summary>Prepares; writes nothing.</summary>
    /// <param name="functions">All functions.</param>
    /// <param name="map">Firmware's memory map.</param>
    /// <param name="addressBits">Physical address bits of the CPU.</param>
    /// <param name="notes">Receives a sentence for each assignment and each failure.</param>
    internal AddressAssigner(IReadOnlyList<PciFunction> functions, IReadOnlyList<MemoryRange> map, int addressBits, List<string> notes)
    {
        _functions = functions;
        _notes = notes;
        _root = RootAddresses.Create(map, functions, addressBits);
    }

    /// <summary>Assigns what can be assigned, the largest first.</summary>
    internal void Run() => Run(_functions);

    /// <summary>Assigns what can be assigned to some of the functions.</summary>
    internal void Run(IReadOnlyList<PciFunction> functions)
    {
        IEnumerable<(PciFunction Function, PciBar Bar)> missing = functions.SelectMany(function => Missing(function).Select(bar => (Function: function, Bar: bar)))
            .OrderByDescending(item => item.Bar.Length);
        foreach ((PciFunction function, PciBar bar) in missing.ToArray())
        {
            ulong highest = bar.Kind == PciBarKind.Memory64 ? ulong.MaxValue : Below4GiB;
            if (Allocate(function, bar, highest) is ulong address)
            {
                function.MoveBar(bar, address);
                OpenPath(function);
                _notes.Add($"{function.Address}: firmware left BAR {bar.Index} without an address; it is now at 0x{address:x}");
            }
            else
            {
                _notes.Add($"{function.Address}: firmware left BAR {bar.Index} without an address, and there is no room for its {bar.Length} bytes");
            }
        }
    }

    private static IEnumerable<PciBar> Missing(PciFunction function) =>
        function.Bars.Where(bar => bar is { IsAssigned: false, Kind: PciBarKind.Memory32 or PciBarKind.Memory64 });

    private ulong? Allocate(PciFunction function, PciBar bar, ulong highest)
    {
        if (function.Parent is not PciFunction parent)
        {
            // Below 4 GiB first: everybody can reach that.
            return _root.Allocate(bar.Length, bar.Length, Below4GiB) ?? _root.Allocate(bar.Length, bar.Length, highest);
        }

        if (parent.HeaderKind != PciHeaderKind.Bridge)
        {
            return null;
        }

        // On PCI Express a read of a device's registers is never merged or prefetched, so that its 64-bit BARs may lie in either window.
        bool mayBePrefetchable = bar.IsPrefetchable || (bar.Kind == PciBarKind.Memory64 && function.FindCapability<PciExpressCapability>() is not null);
        return MemoryPool(parent)?.Allocate(bar.Length, bar.Length, highest)
            ?? (mayBePrefetchable ? PrefetchablePool(parent)?.Allocate(bar.Length, bar.Length, highest) : null);
    }

    private AddressPool? MemoryPool(PciFunction bridge)
    {
        if (_memory.TryGetValue(bridge, out AddressPool? pool))
        {
            return pool;
        }

        PciBridgeWindow window = bridge.Bridge!.MemoryWindow ?? default;
        if (!IsUsable(window))
        {
            if (OpenWindow(bridge) is not PciBridgeWindow opened)
            {
                return null;
            }

            window = opened;
        }

        return _memory[bridge] = PoolOf(bridge, window);
    }

    private AddressPool? PrefetchablePool(PciFunction bridge)
    {
        if (_prefetchable.TryGetValue(bridge, out AddressPool? pool))
        {
            return pool;
        }

        return bridge.Bridge!.PrefetchableWindow is PciBridgeWindow window && IsUsable(window)
            ? _prefetchable[bridge] = PoolOf(bridge, window)
            : null;
    }

    // A window that was never set reads as the first megabyte.
    private static bool IsUsable(PciBridgeWindow window) => window is { IsOpen: true, Base: > 0 };

    private AddressPool PoolOf(PciFunction bridge, PciBridgeWindow window)
    {
        AddressPool pool = new();
        pool.Add(window.Base, window.Limit);
        foreach (PciFunction function in _functions.Where(function => function.Parent == bridge))
        {
            RootAddresses.TakeAll(pool, function);
        }

        return pool;
    }

    // Large enough for all that waits behind the bridge; a window has 32 bits.
    private PciBridgeWindow? OpenWindow(PciFunction bridge)
    {
        ulong needed = 0;
        ulong alignment = WindowGranularity;
        foreach (PciBar bar in _functions.Where(function => IsBehind(function, bridge)).SelectMany(Missing))
        {
            needed += bar.Length;
            alignment = Math.Max(alignment, bar.Length);
        }

        needed = (needed + WindowGranularity - 1) & ~(WindowGranularity - 1);
        AddressPool? above = bridge.Parent is PciFunction parent ? MemoryPool(parent) : _root;
        if (needed == 0 || above?.Allocate(needed, alignment, Below4GiB) is not ulong start)
        {
            return null;
        }

        bridge.Bridge!.SetMemoryWindow(start, start + (needed - 1));
        _notes.Add($"{bridge.Address}: firmware left this bridge's memory window closed; it now passes 0x{start:x} to 0x{start + (needed - 1):x}");
        return new PciBridgeWindow(start, start + (needed - 1), 32);
    }

    private static bool IsBehind(PciFunction function, PciFunction bridge)
    {
        for (PciFunction? above = function.Parent; above is not null; above = above.Parent)
        {
            if (above == bridge)
            {
                return true;
            }
        }

        return false;
    }

    private static void OpenPath(PciFunction function)
    {
        for (PciFunction? bridge = function.Parent; bridge is not null; bridge = bridge.Parent)
        {
            bridge.SetCommand(PciCommand.MemorySpace | PciCommand.BusMaster, isOn: true);
        }
    }
}

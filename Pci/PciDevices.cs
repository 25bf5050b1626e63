using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>The PCI functions of a machine, ordered by address. They change only where <see cref="HotPlug"/> lets them; who enumerates sees those of that moment. Any thread.</summary>
public sealed class PciDevices : IReadOnlyList<PciFunction>
{
    private volatile PciFunction[] _functions;

    private PciDevices(PciFunction[] functions, IReadOnlyList<string> warnings, IReadOnlyList<string> repairs)
    {
        _functions = functions;
        Warnings = warnings;
        Repairs = repairs;
    }

    /// <summary>The functions of a machine without PCI: none.</summary>
    public static PciDevices None { get; } = new([], [], []);

    /// <summary>What was found wrong on the way, one sentence each, for the log.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>What firmware had left undone and was made up for, or could not be, one sentence each, for the log.</summary>
    public IReadOnlyList<string> Repairs { get; }

    /// <inheritdoc/>
    public int Count => _functions.Length;

    /// <inheritdoc/>
    public PciFunction this[int index] => _functions[index];

    /// <summary>
    /// Finds all functions on all buses. Sizes their BARs, so it runs before any driver uses a device. Looks at every bus there can be: about 8000 reads for a segment.
    /// </summary>
    /// <param name="space">Configuration space.</param>
    /// <param name="clock">Waits for devices that are not ready yet, one second for all of them together; null: these are left out.</param>
    public static PciDevices Scan(ConfigurationSpace space, IClock? clock = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        BusScanner scanner = new(space, clock, numbers: null);
        scanner.Run();
        return new PciDevices([.. scanner.Functions.OrderBy(function => function.Address)], scanner.Warnings, []);
    }

    /// <summary>
    /// The same, and makes up for what firmware left undone: bridges without bus numbers get them, memory BARs without an address get one.
    /// Nothing that firmware did is changed, but that ranges of bridges may grow.
    /// </summary>
    /// <param name="space">Configuration space.</param>
    /// <param name="clock">As above.</param>
    /// <param name="map">Firmware's memory map, to know where there is no memory; empty: addresses are given out behind bridges only.</param>
    /// <param name="addressBits">Physical address bits of the CPU.</param>
    public static PciDevices ScanAndRepair(ConfigurationSpace space, IClock? clock, IReadOnlyList<MemoryRange> map, int addressBits)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(map);
        BusScanner scanner = new(space, clock, new BusNumbers());
        scanner.Run();
        PciFunction[] functions = [.. scanner.Functions.OrderBy(function => function.Address)];
        new AddressAssigner(functions, map, addressBits, scanner.Repairs).Run();
        return new PciDevices(functions, scanner.Warnings, scanner.Repairs);
    }

    /// <summary>The function at an address; null if there is none.</summary>
    public PciFunction? Find(PciAddress address) => Array.Find(_functions, function => function.Address == address);

    /// <inheritdoc/>
    public IEnumerator<PciFunction> GetEnumerator() => ((IEnumerable<PciFunction>)_functions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _functions.GetEnumerator();

    /// <summary>Functions have come. By the hot-plug thread.</summary>
    internal void Add(IReadOnlyList<PciFunction> functions) => _functions = [.. _functions.Concat(functions).OrderBy(function => function.Address)];

    /// <summary>Functions have gone. By the hot-plug thread.</summary>
    internal void Remove(IReadOnlyList<PciFunction> functions) => _functions = [.. _functions.Except(functions)];
}

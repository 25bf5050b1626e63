using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;
using CosmosNvme.Shell.Commands;

namespace CosmosNvme.Fuzz;

/// <summary>PCI configuration space: enumeration, bridges, BARs, both lists of capabilities, message interrupts, and what lspci prints.</summary>
internal sealed class CapabilitiesTarget : FuzzTarget
{
    // 8 buses with up to 256 functions each, of which every one has BARs to size and lists to follow.
    private const long MostSteps = 2_000_000;

    private static readonly PhysicalAddress s_message = new(0xFEE00000);

    /// <inheritdoc/>
    internal override string Name => "capabilities";

    /// <inheritdoc/>
    internal override string Summary => "PCI configuration space: bridges, BARs, capabilities";

    /// <inheritdoc/>
    internal override int MaximumLength => 6 * 1024;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } =
    [
        [0x01], [0x05], [0x09], [0x0D], [0x10], [0x11], [0x34], [0x40], [0x80], [0x81], [0xFF, 0xFF], [0x10, 0x00, 0x01, 0x15], [0x0C], [0x04], [0x04, 0x06],
    ];

    // Twelve functions with 64 KiB of extended space each at the most, up to 384 places to find them, and what is printed of each.
    /// <inheritdoc/>
    internal override long AllocationLimit(int inputLength) => (64 << 20) + (256L * inputLength);

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds() => CapabilitiesSeeds.All();

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        StepBudget budget = new("accesses", MostSteps);
        FuzzConfigurationSpace space = new(input, budget);
        PciDevices devices = PciDevices.Scan(space);
        Digest digest = new();
        Rule.Demand(devices.Select(function => function.Address).Distinct().Count() == devices.Count, "a function is found once", $"{string.Join(' ', devices)}");
        foreach (string warning in devices.Warnings)
        {
            digest.Add(warning);
            Rule.Demand(!warning.Any(char.IsControl), "warnings are printable lines", $"{warning}");
        }

        using StringWriter output = new() { NewLine = "\n" };
        LspciPrinter printer = new(output, PciNameStyle.Both, verbosity: 2, hasDomain: true);
        FuzzPhysicalMemory memory = new(budget);

        // Devices that answer everywhere are all the same; a few of them say as much as all.
        foreach (PciFunction function in devices.Take(16))
        {
            printer.Print(function);
            CheckBars(function);
            CheckCapabilities(function);
            Use(function, memory, ref digest);
        }

        string text = output.ToString();
        digest.Add(text);
        Rule.Demand(text.All(c => c is '\n' or '\t' || !char.IsControl(c)), "lspci prints nothing that a terminal obeys", $"{text}");
        return digest.Value;
    }

    private static void CheckBars(PciFunction function)
    {
        foreach (PciBar bar in function.Bars)
        {
            Rule.Demand(bar.Index is >= 0 and <= PciBar.RomIndex && ulong.IsPow2(bar.Length), "BARs have a number and a length", $"{bar}");
        }

        Rule.Demand(function.Bars.Select(bar => bar.Index).Distinct().Count() == function.Bars.Count, "a BAR is listed once", $"{string.Join(' ', function.Bars)}");
    }

    private static void CheckCapabilities(PciFunction function)
    {
        foreach (PciCapability capability in function.Capabilities)
        {
            Rule.Demand(capability.Offset is >= 0x40 and < ConfigurationSpace.ExtendedBytes && capability.Offset % 4 == 0, "capabilities lie where they may", $"{capability.Id} at {capability.Offset}");
        }

        Rule.Demand(function.Capabilities.Select(capability => capability.Offset).Distinct().Count() == function.Capabilities.Count, "a capability is listed once", $"{function}");
    }

    private static void Use(PciFunction function, FuzzPhysicalMemory memory, ref Digest digest)
    {
        digest.Add(function.IsPresent);
        digest.Add(function.FindCapability<PowerManagementCapability>()?.TryEnterD0(new FuzzClock()) ?? false);
        for (int index = 0; index <= PciBar.RomIndex; index++)
        {
            digest.Add(function.TryMapBar(index, memory) is not null);
        }

        digest.Add(function.FindCapability<MsiCapability>()?.TryEnable(s_message, 0x41) ?? false);
        if (function.FindCapability<MsiXCapability>()?.TryMapTable(memory) is MsiXTable table)
        {
            table.Enable();
            table.Connect(table.Count - 1, s_message, 0x42);
            digest.Add(table.IsMasked(0));
            table.Disable();
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// Where interrupt pins arrive. A machine says that in programs of its ACPI tables; without an interpreter for them there are two
/// other sources: what is known of common chipsets, and the number that firmware left in the Interrupt Line register. Neither is
/// certain, so whoever takes a route tries it.
/// </summary>
public sealed class PinRouting
{
    private const ushort Intel = 0x8086;
    private const byte HighestLegacyInput = 15;

    private readonly PciFunction? _isaBridge;
    private readonly IPhysicalMemory _memory;

    /// <summary>Looks for the chipset.</summary>
    /// <param name="devices">The functions of the machine.</param>
    /// <param name="memory">Maps the chipset's registers.</param>
    public PinRouting(PciDevices devices, IPhysicalMemory memory)
    {
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentNullException.ThrowIfNull(memory);
        _memory = memory;
        _isaBridge = devices.FirstOrDefault(function => function is { VendorId: Intel, Class: { Base: 0x06, Sub: 0x01 } });
    }

    /// <summary>The routes to try for a function, best first; none if it has no pin.</summary>
    /// <param name="function">The function.</param>
    /// <param name="inputs">What the machine's interrupt controller is.</param>
    public IReadOnlyList<PinRoute> Find(PciFunction function, PinInputKind inputs)
    {
        ArgumentNullException.ThrowIfNull(function);
        List<PinRoute> routes = [];
        if (function.InterruptPin is 0 or > PinSwizzle.Pins)
        {
            return routes;
        }

        (int device, int pin) = PinSwizzle.ToRoot(function);
        (int? input, string source) = (_isaBridge?.DeviceId & 0xfff0) switch
        {
            0x7000 or 0x7110 => (PiixRouting.Find(_isaBridge!, device, pin), "the PIIX's routing"),
            0x2910 => (IchRouting.Find(_isaBridge!, _memory, device, pin, inputs), "the ICH9's routing"),
            _ => (null, string.Empty),
        };
        if (input is int known)
        {
            routes.Add(new PinRoute(known, source));
        }

        int line = function.InterruptLine;
        if (line is > 0 and <= HighestLegacyInput && line != input)
        {
            routes.Add(new PinRoute(line, "the Interrupt Line register"));
        }

        return routes;
    }
}

using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CosmosNvme.Pci;

/// <summary>Where a PCI function is. Ordered by segment, bus, device, function.</summary>
/// <param name="Segment">Segment group; lspci calls it the domain.</param>
/// <param name="Bus">Bus, 0 to 255.</param>
/// <param name="Device">Device on the bus, 0 to 31.</param>
/// <param name="Function">Function of the device, 0 to 7.</param>
public readonly record struct PciAddress(ushort Segment, byte Bus, byte Device, byte Function) : IComparable<PciAddress>
{
    /// <summary>Devices that a bus can have.</summary>
    public const int DevicesPerBus = 32;

    /// <summary>Functions that a device can have.</summary>
    public const int FunctionsPerDevice = 8;

    private uint Key => ((uint)Segment << 16) | ((uint)Bus << 8) | ((uint)Device << 3) | Function;

    /// <summary>Tells whether the left address comes first.</summary>
    public static bool operator <(PciAddress left, PciAddress right) => left.Key < right.Key;

    /// <summary>Tells whether the left address comes last.</summary>
    public static bool operator >(PciAddress left, PciAddress right) => left.Key > right.Key;

    /// <summary>Tells whether the left address does not come last.</summary>
    public static bool operator <=(PciAddress left, PciAddress right) => left.Key <= right.Key;

    /// <summary>Tells whether the left address does not come first.</summary>
    public static bool operator >=(PciAddress left, PciAddress right) => left.Key >= right.Key;

    /// <summary>Reads <c>[segment:]bus:device.function</c>, all hexadecimal, as lspci prints it.</summary>
    /// <param name="text">The text, nothing around it.</param>
    /// <param name="address">Receives the address; segment 0 where none is given.</param>
    /// <returns>False if the text is no address.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out PciAddress address)
    {
        address = default;
        string[] parts = text?.Split(':') ?? [];
        if (parts.Length is not (2 or 3))
        {
            return false;
        }

        string[] slot = parts[^1].Split('.');
        ushort segment = 0;
        if (slot.Length != 2
            || (parts.Length == 3 && !TryParseHex(parts[0], 4, ushort.MaxValue, out segment))
            || !TryParseHex(parts[^2], 2, byte.MaxValue, out ushort bus)
            || !TryParseHex(slot[0], 2, DevicesPerBus - 1, out ushort device)
            || !TryParseHex(slot[1], 1, FunctionsPerDevice - 1, out ushort function))
        {
            return false;
        }

        address = new PciAddress(segment, (byte)bus, (byte)device, (byte)function);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(PciAddress other) => Key.CompareTo(other.Key);

    /// <summary>The address without the segment, like <c>00:1f.2</c>.</summary>
    public string ToShortString() => string.Create(CultureInfo.InvariantCulture, $"{Bus:x2}:{Device:x2}.{Function:x}");

    /// <summary>The whole address, like <c>0000:00:1f.2</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Segment:x4}:{ToShortString()}");

    private static bool TryParseHex(string text, int digits, ushort most, out ushort value)
    {
        value = 0;
        return text.Length >= 1
            && text.Length <= digits
            && ushort.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            && value <= most;
    }
}

using CosmosNvme.Pci;

namespace CosmosNvme.Shell.Commands;

/// <summary>Writes classes and ids as lspci does, with the names of <see cref="PciClassNames"/> and <see cref="PciDeviceNames"/>.</summary>
internal static class PciNames
{
    /// <summary>Base class and sub-class.</summary>
    internal static string Class(PciClass code, PciNameStyle style)
    {
        string number = $"{code.BaseAndSub:x4}";
        if (style == PciNameStyle.Numbers)
        {
            return number;
        }

        if (PciClassNames.Find(code.Base, code.Sub) is string name)
        {
            return style == PciNameStyle.Both ? $"{name} [{number}]" : name;
        }

        // Of an unknown sub-class the number is shown in any style: the base class alone says too little.
        if (PciClassNames.Find(code.Base) is string family)
        {
            return $"{family} [{number}]";
        }

        return style == PciNameStyle.Both ? $"Class [{number}]" : $"Class {number}";
    }

    /// <summary>Vendor and device.</summary>
    internal static string Device(ushort vendor, ushort device, PciNameStyle style) =>
        Pair(vendor, device, PciDeviceNames.FindVendor(vendor), PciDeviceNames.FindDevice(vendor, device), style);

    /// <summary>Vendor and number of a subsystem. QEMU gives its own to most of its devices.</summary>
    internal static string Subsystem(ushort vendor, ushort device, PciNameStyle style) =>
        Pair(vendor, device, PciDeviceNames.FindVendor(vendor), PciDeviceNames.FindSubsystem(vendor, device), style);

    private static string Pair(ushort vendor, ushort device, string? vendorName, string? deviceName, PciNameStyle style)
    {
        string numbers = $"{vendor:x4}:{device:x4}";
        return (style, vendorName, deviceName) switch
        {
            (PciNameStyle.Numbers, _, _) => numbers,
            (PciNameStyle.Both, null, _) => $"Device [{numbers}]",
            (PciNameStyle.Both, _, null) => $"{vendorName} Device [{numbers}]",
            (PciNameStyle.Both, _, _) => $"{vendorName} {deviceName} [{numbers}]",
            (_, null, _) => $"Device {numbers}",
            (_, _, null) => $"{vendorName} Device {device:x4}",
            _ => $"{vendorName} {deviceName}",
        };
    }
}

namespace CosmosNvme.Pci;

/// <summary>Numbers of the capabilities that something here looks for (PCI Code and ID Assignment Specification §2 and §3).</summary>
internal static class CapabilityId
{
    internal const byte PowerManagement = 0x01;
    internal const byte Msi = 0x05;
    internal const byte Vendor = 0x09;
    internal const byte Subsystem = 0x0d;
    internal const byte PciExpress = 0x10;
    internal const byte MsiX = 0x11;
    internal const byte PciX = 0x07;

    // Of the extended list.
    internal const ushort ExtendedAri = 0x000e;
    internal const ushort ExtendedResizableBar = 0x0015;
}

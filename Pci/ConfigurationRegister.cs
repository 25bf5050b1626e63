namespace CosmosNvme.Pci;

/// <summary>Offsets in configuration space (PCI 3.0 §6.1, PCI-to-PCI Bridge 1.2 §3.2, PC Card 8.0 §4.5.1).</summary>
internal static class ConfigurationRegister
{
    internal const int VendorId = 0x00;
    internal const int DeviceId = 0x02;
    internal const int Command = 0x04;
    internal const int Status = 0x06;
    internal const int Revision = 0x08;
    internal const int Interface = 0x09;
    internal const int SubClass = 0x0a;
    internal const int BaseClass = 0x0b;
    internal const int CacheLineSize = 0x0c;
    internal const int LatencyTimer = 0x0d;
    internal const int HeaderType = 0x0e;
    internal const int FirstBar = 0x10;
    internal const int InterruptLine = 0x3c;
    internal const int InterruptPin = 0x3d;

    // Ordinary functions.
    internal const int SubsystemVendorId = 0x2c;
    internal const int SubsystemId = 0x2e;
    internal const int Rom = 0x30;
    internal const int Capabilities = 0x34;

    // Bridges.
    internal const int PrimaryBus = 0x18;
    internal const int SecondaryBus = 0x19;
    internal const int SubordinateBus = 0x1a;
    internal const int SecondaryLatencyTimer = 0x1b;
    internal const int IoBase = 0x1c;
    internal const int IoLimit = 0x1d;
    internal const int MemoryBase = 0x20;
    internal const int MemoryLimit = 0x22;
    internal const int PrefetchableBase = 0x24;
    internal const int PrefetchableLimit = 0x26;
    internal const int PrefetchableBaseUpper = 0x28;
    internal const int PrefetchableLimitUpper = 0x2c;
    internal const int IoBaseUpper = 0x30;
    internal const int IoLimitUpper = 0x32;
    internal const int BridgeRom = 0x38;

    // CardBus bridges.
    internal const int CardBusCapabilities = 0x14;
    internal const int CardBusSubsystemVendorId = 0x40;
    internal const int CardBusSubsystemId = 0x42;

    /// <summary>Multi-function bit of the Header Type register.</summary>
    internal const byte MultiFunction = 0x80;
}

namespace CosmosNvme.Pci;

/// <summary>What the header of a PCI-to-PCI or CardBus bridge says, read when asked for.</summary>
public sealed class PciBridge
{
    private const uint IoGranularity = 0xfff;
    private const uint MemoryGranularity = 0xfffff;

    private readonly PciFunction _function;

    internal PciBridge(PciFunction function)
    {
        _function = function;
    }

    /// <summary>The bus that the bridge is on.</summary>
    public byte PrimaryBus => _function.Read8(ConfigurationRegister.PrimaryBus);

    /// <summary>The bus right behind the bridge; 0 if firmware gave it no number.</summary>
    public byte SecondaryBus => _function.Read8(ConfigurationRegister.SecondaryBus);

    /// <summary>The highest bus behind the bridge.</summary>
    public byte SubordinateBus => _function.Read8(ConfigurationRegister.SubordinateBus);

    /// <summary>Sets the three bus numbers. The bus behind the bridge is not in use yet, or only its range grows.</summary>
    internal void SetBusNumbers(byte primary, byte secondary, byte subordinate)
    {
        _function.Write8(ConfigurationRegister.PrimaryBus, primary);
        _function.Write8(ConfigurationRegister.SubordinateBus, subordinate);
        _function.Write8(ConfigurationRegister.SecondaryBus, secondary);
    }

    /// <summary>Lets memory pass: whole megabytes below 4 GiB.</summary>
    internal void SetMemoryWindow(ulong first, ulong last)
    {
        // The limit first would open the window from 0 on.
        _function.Write16(ConfigurationRegister.MemoryBase, (ushort)((first >> 16) & 0xfff0));
        _function.Write16(ConfigurationRegister.MemoryLimit, (ushort)((last >> 16) & 0xfff0));
    }

    /// <summary>Latency timer of the bus behind the bridge, in its clocks.</summary>
    public byte SecondaryLatencyTimer => _function.Read8(ConfigurationRegister.SecondaryLatencyTimer);

    /// <summary>I/O ports that pass; null where the bridge has no such window.</summary>
    public PciBridgeWindow? IoWindow
    {
        get
        {
            // The low nibble is read-only: 1 for 32 bits. A window that is not there reads as zero twice.
            uint low = _function.Read8(ConfigurationRegister.IoBase);
            uint high = _function.Read8(ConfigurationRegister.IoLimit);
            if (_function.HeaderKind != PciHeaderKind.Bridge || (low == 0 && high == 0))
            {
                return null;
            }

            bool wide = (low & 0xf) == 1;
            uint upperBase = wide ? (uint)_function.Read16(ConfigurationRegister.IoBaseUpper) << 16 : 0;
            uint upperLimit = wide ? (uint)_function.Read16(ConfigurationRegister.IoLimitUpper) << 16 : 0;
            return new PciBridgeWindow(upperBase | ((low & 0xf0) << 8), upperLimit | ((high & 0xf0) << 8) | IoGranularity, wide ? 32 : 16);
        }
    }

    /// <summary>Memory that passes; null for CardBus bridges.</summary>
    public PciBridgeWindow? MemoryWindow
    {
        get
        {
            if (_function.HeaderKind != PciHeaderKind.Bridge)
            {
                return null;
            }

            uint low = (uint)(_function.Read16(ConfigurationRegister.MemoryBase) & 0xfff0) << 16;
            uint high = (uint)(_function.Read16(ConfigurationRegister.MemoryLimit) & 0xfff0) << 16;
            return new PciBridgeWindow(low, high | MemoryGranularity, 32);
        }
    }

    /// <summary>Prefetchable memory that passes; null where the bridge has no such window.</summary>
    public PciBridgeWindow? PrefetchableWindow
    {
        get
        {
            ushort low = _function.Read16(ConfigurationRegister.PrefetchableBase);
            ushort high = _function.Read16(ConfigurationRegister.PrefetchableLimit);
            if (_function.HeaderKind != PciHeaderKind.Bridge || (low == 0 && high == 0))
            {
                return null;
            }

            bool wide = (low & 0xf) == 1;
            ulong upperBase = wide ? (ulong)_function.Read32(ConfigurationRegister.PrefetchableBaseUpper) << 32 : 0;
            ulong upperLimit = wide ? (ulong)_function.Read32(ConfigurationRegister.PrefetchableLimitUpper) << 32 : 0;
            return new PciBridgeWindow(upperBase | ((uint)(low & 0xfff0) << 16), upperLimit | ((uint)(high & 0xfff0) << 16) | MemoryGranularity, wide ? 64 : 32);
        }
    }
}

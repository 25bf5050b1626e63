using System;
using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>Configuration space through the ports 0xCF8 and 0xCFC (PCI 3.0 §3.2.2.3.2): segment 0, 256 bytes for each function.</summary>
public sealed class PortConfigurationSpace : ConfigurationSpace
{
    private const ushort AddressPort = 0xcf8;
    private const ushort DataPort = 0xcfc;
    private const uint Enable = 1u << 31;

    private readonly IPortIo _ports;

    // An access is two: nobody may come between.
    private readonly Lock _lock = new();

    /// <summary>Makes the access; only one object may use the ports.</summary>
    public PortConfigurationSpace(IPortIo ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        _ports = ports;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<PciBusRange> Ranges { get; } = [new PciBusRange(0, 0, byte.MaxValue)];

    /// <summary>Tells whether the address port keeps what is written to it, as it does where the mechanism exists.</summary>
    public static bool IsPresent(IPortIo ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        uint before = ports.Read32(AddressPort);
        ports.Write32(AddressPort, Enable);
        bool kept = ports.Read32(AddressPort) == Enable;
        ports.Write32(AddressPort, before);
        return kept;
    }

    /// <inheritdoc/>
    public override int GetLength(PciAddress address) => address.Segment == 0 ? ConventionalBytes : 0;

    /// <inheritdoc/>
    protected override byte ReadByte(PciAddress address, int offset)
    {
        lock (_lock)
        {
            return _ports.Read8(Select(address, offset));
        }
    }

    /// <inheritdoc/>
    protected override ushort ReadWord(PciAddress address, int offset)
    {
        lock (_lock)
        {
            return _ports.Read16(Select(address, offset));
        }
    }

    /// <inheritdoc/>
    protected override uint ReadDword(PciAddress address, int offset)
    {
        lock (_lock)
        {
            return _ports.Read32(Select(address, offset));
        }
    }

    /// <inheritdoc/>
    protected override void WriteByte(PciAddress address, int offset, byte value)
    {
        lock (_lock)
        {
            _ports.Write8(Select(address, offset), value);
        }
    }

    /// <inheritdoc/>
    protected override void WriteWord(PciAddress address, int offset, ushort value)
    {
        lock (_lock)
        {
            _ports.Write16(Select(address, offset), value);
        }
    }

    /// <inheritdoc/>
    protected override void WriteDword(PciAddress address, int offset, uint value)
    {
        lock (_lock)
        {
            _ports.Write32(Select(address, offset), value);
        }
    }

    private ushort Select(PciAddress address, int offset)
    {
        uint function = ((uint)address.Bus << 16) | ((uint)address.Device << 11) | ((uint)address.Function << 8);
        _ports.Write32(AddressPort, Enable | function | ((uint)offset & ~3u));
        return (ushort)(DataPort + (offset & 3));
    }
}

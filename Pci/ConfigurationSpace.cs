using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// Configuration space of PCI functions. Each call is one access of the width it names; offsets are aligned to the width. Functions
/// and registers that nobody decodes read as all ones and swallow writes, as on the bus. Callable from any thread.
/// </summary>
/// <remarks>An offset beyond 4095 or not aligned, or a device or function number out of range, is a bug of the caller: <see cref="ArgumentOutOfRangeException"/>.</remarks>
public abstract class ConfigurationSpace
{
    /// <summary>Bytes that every function has.</summary>
    public const int ConventionalBytes = 256;

    /// <summary>Bytes that a PCI Express function has.</summary>
    public const int ExtendedBytes = 4096;

    /// <summary>The buses to look at, by segment, in order; ranges of one segment do not overlap.</summary>
    public abstract IReadOnlyList<PciBusRange> Ranges { get; }

    /// <summary>Makes the best access that a machine offers: memory-mapped where the ranges reach, the ports for the rest of segment 0.</summary>
    /// <param name="memory">Maps the ranges, bus by bus, when they are first asked for.</param>
    /// <param name="ranges">What the MCFG says; empty on machines without PCI Express.</param>
    /// <param name="ports">The CPU's ports; null where there are none.</param>
    public static ConfigurationSpace Open(IPhysicalMemory memory, IReadOnlyList<EcamRange> ranges, IPortIo? ports)
    {
        ConfigurationSpace? portSpace = ports is not null && PortConfigurationSpace.IsPresent(ports) ? new PortConfigurationSpace(ports) : null;
        ArgumentNullException.ThrowIfNull(ranges);
        return ranges.Count == 0 && portSpace is not null ? portSpace : new EcamConfigurationSpace(memory, ranges, portSpace);
    }

    /// <summary>Bytes of configuration space that can be reached: 256, 4096, or 0 if the bus cannot be reached at all.</summary>
    public abstract int GetLength(PciAddress address);

    /// <summary>Reads 8 bits.</summary>
    public byte Read8(PciAddress address, int offset) => IsReachable(address, offset, sizeof(byte)) ? ReadByte(address, offset) : byte.MaxValue;

    /// <summary>Reads 16 bits.</summary>
    public ushort Read16(PciAddress address, int offset) => IsReachable(address, offset, sizeof(ushort)) ? ReadWord(address, offset) : ushort.MaxValue;

    /// <summary>Reads 32 bits.</summary>
    public uint Read32(PciAddress address, int offset) => IsReachable(address, offset, sizeof(uint)) ? ReadDword(address, offset) : uint.MaxValue;

    /// <summary>Writes 8 bits.</summary>
    public void Write8(PciAddress address, int offset, byte value)
    {
        if (IsReachable(address, offset, sizeof(byte)))
        {
            WriteByte(address, offset, value);
        }
    }

    /// <summary>Writes 16 bits.</summary>
    public void Write16(PciAddress address, int offset, ushort value)
    {
        if (IsReachable(address, offset, sizeof(ushort)))
        {
            WriteWord(address, offset, value);
        }
    }

    /// <summary>Writes 32 bits.</summary>
    public void Write32(PciAddress address, int offset, uint value)
    {
        if (IsReachable(address, offset, sizeof(uint)))
        {
            WriteDword(address, offset, value);
        }
    }

    /// <summary>Reads 8 bits of a register within <see cref="GetLength"/>.</summary>
    protected abstract byte ReadByte(PciAddress address, int offset);

    /// <summary>Reads 16 bits of a register within <see cref="GetLength"/>.</summary>
    protected abstract ushort ReadWord(PciAddress address, int offset);

    /// <summary>Reads 32 bits of a register within <see cref="GetLength"/>.</summary>
    protected abstract uint ReadDword(PciAddress address, int offset);

    /// <summary>Writes 8 bits of a register within <see cref="GetLength"/>.</summary>
    protected abstract void WriteByte(PciAddress address, int offset, byte value);

    /// <summary>Writes 16 bits of a register within <see cref="GetLength"/>.</summary>
    protected abstract void WriteWord(PciAddress address, int offset, ushort value);

    /// <summary>Writes 32 bits of a register within <see cref="GetLength"/>.</summary>
    protected abstract void WriteDword(PciAddress address, int offset, uint value);

    private bool IsReachable(PciAddress address, int offset, int width)
    {
        // A device number of 32 would silently address the next bus.
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(address.Device, PciAddress.DevicesPerBus, nameof(address));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(address.Function, PciAddress.FunctionsPerDevice, nameof(address));
        if ((uint)offset >= ExtendedBytes || offset % width != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"Registers of {width} bytes lie at multiples of that, below {ExtendedBytes}.");
        }

        return offset < GetLength(address);
    }
}

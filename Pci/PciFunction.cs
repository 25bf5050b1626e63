using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// A function of a PCI device. Identity, BARs and capabilities are those found when the bus was scanned; registers are read and
/// written when asked for. Reading is callable from any thread, changing registers is the business of the function's one driver.
/// </summary>
public sealed class PciFunction
{
    private readonly ConfigurationSpace _space;

    internal PciFunction(ConfigurationSpace space, PciAddress address, PciHeaderKind headerKind, PciFunction? parent, List<string> warnings)
    {
        _space = space;
        Address = address;
        HeaderKind = headerKind;
        Parent = parent;
        VendorId = Read16(ConfigurationRegister.VendorId);
        DeviceId = Read16(ConfigurationRegister.DeviceId);
        Revision = Read8(ConfigurationRegister.Revision);
        Class = new PciClass(Read8(ConfigurationRegister.BaseClass), Read8(ConfigurationRegister.SubClass), Read8(ConfigurationRegister.Interface));
        InterruptPin = Read8(ConfigurationRegister.InterruptPin);
        Bridge = headerKind == PciHeaderKind.Function ? null : new PciBridge(this);
        List<PciBar> bars = BarReader.Read(space, address, headerKind, Class.IsHostBridge, warnings);
        Bars = bars.Where(bar => bar.Kind != PciBarKind.Rom).ToArray();
        Rom = bars.Find(bar => bar.Kind == PciBarKind.Rom);
        Capabilities = CapabilityReader.Read(this, warnings);
    }

    /// <summary>What it was found in.</summary>
    internal ConfigurationSpace Space => _space;

    /// <summary>Where it is.</summary>
    public PciAddress Address { get; }

    /// <summary>The bridge that leads to it; null on a root bus.</summary>
    public PciFunction? Parent { get; }

    /// <summary>Layout of its header.</summary>
    public PciHeaderKind HeaderKind { get; }

    /// <summary>Who made it.</summary>
    public ushort VendorId { get; }

    /// <summary>The maker's number of it.</summary>
    public ushort DeviceId { get; }

    /// <summary>Revision.</summary>
    public byte Revision { get; }

    /// <summary>What it is.</summary>
    public PciClass Class { get; }

    /// <summary>Maker of the board; 0 if the function does not say.</summary>
    public ushort SubsystemVendorId => Subsystem(vendor: true);

    /// <summary>The board maker's number; 0 if the function does not say.</summary>
    public ushort SubsystemId => Subsystem(vendor: false);

    /// <summary>Interrupt pin: 1 for INTA# to 4 for INTD#; 0 for none.</summary>
    public byte InterruptPin { get; }

    /// <summary>Input of the interrupt controller as firmware noted it; 255 for unknown.</summary>
    public byte InterruptLine => Read8(ConfigurationRegister.InterruptLine);

    /// <summary>Latency timer in clocks of the bus.</summary>
    public byte LatencyTimer => Read8(ConfigurationRegister.LatencyTimer);

    /// <summary>Cache line size in units of four bytes.</summary>
    public byte CacheLineSize => Read8(ConfigurationRegister.CacheLineSize);

    /// <summary>The ranges that it decodes, by index; those that it does not implement are absent.</summary>
    public IReadOnlyList<PciBar> Bars { get; private set; }

    /// <summary>Its expansion ROM; null if it has none.</summary>
    public PciBar? Rom { get; }

    /// <summary>Its capabilities, standard before extended, in the order of the lists.</summary>
    public IReadOnlyList<PciCapability> Capabilities { get; }

    /// <summary>The bridge that it is; null for others.</summary>
    public PciBridge? Bridge { get; }

    /// <summary>The Command register.</summary>
    public PciCommand Command
    {
        get => (PciCommand)Read16(ConfigurationRegister.Command);
        set => Write16(ConfigurationRegister.Command, (ushort)value);
    }

    /// <summary>The Status register.</summary>
    public PciStatus Status => (PciStatus)Read16(ConfigurationRegister.Status);

    /// <summary>False once the device is gone: pulled out, or dead.</summary>
    public bool IsPresent => Read16(ConfigurationRegister.VendorId) == VendorId;

    /// <summary>Bytes of its configuration space: 256 or 4096.</summary>
    public int ConfigurationLength => _space.GetLength(Address);

    /// <summary>Gives a memory BAR an address. No driver uses the function yet; its memory space is off afterwards.</summary>
    internal void MoveBar(PciBar bar, ulong address)
    {
        SetMemorySpace(isOn: false);
        int register = ConfigurationRegister.FirstBar + (bar.Index * sizeof(uint));
        Write32(register, (uint)address);
        if (bar.Kind == PciBarKind.Memory64)
        {
            Write32(register + sizeof(uint), (uint)(address >> 32));
        }

        Bars = Bars.Select(old => old == bar ? bar with { Address = new PhysicalAddress(address) } : old).ToArray();
    }

    /// <summary>Sets or clears bits of the Command register and leaves the others alone.</summary>
    public void SetCommand(PciCommand bits, bool isOn)
    {
        PciCommand old = Command;
        PciCommand wanted = isOn ? old | bits : old & ~bits;
        if (wanted != old)
        {
            Command = wanted;
        }
    }

    /// <summary>Makes it answer at its memory BARs, or not.</summary>
    public void SetMemorySpace(bool isOn) => SetCommand(PciCommand.MemorySpace, isOn);

    /// <summary>Lets it read and write memory and signal by message, or not.</summary>
    public void SetBusMaster(bool isOn) => SetCommand(PciCommand.BusMaster, isOn);

    /// <summary>Lets it use its interrupt pin, or not.</summary>
    public void SetPinInterrupt(bool isOn) => SetCommand(PciCommand.InterruptDisable, !isOn);

    /// <summary>The BAR of an index; null if it is not implemented.</summary>
    /// <param name="index">0 to 5. The second half of a 64-bit BAR is no BAR.</param>
    public PciBar? FindBar(int index) => Bars.FirstOrDefault(bar => bar.Index == index);

    /// <summary>The first capability of a type; null if there is none.</summary>
    public T? FindCapability<T>()
        where T : PciCapability => Capabilities.OfType<T>().FirstOrDefault();

    /// <summary>Maps a whole memory BAR. The registers answer once memory space is enabled.</summary>
    /// <param name="index">0 to 5.</param>
    /// <param name="memory">Maps it.</param>
    /// <returns>Null if there is no such memory BAR, if it holds no address, is larger than a window can be, or cannot be mapped.</returns>
    public RegisterWindow? TryMapBar(int index, IPhysicalMemory memory) =>
        FindBar(index) is { Length: <= uint.MaxValue } bar ? TryMapBar(index, memory, 0, (uint)bar.Length) : null;

    /// <summary>Maps a part of a memory BAR. The registers answer once memory space is enabled.</summary>
    /// <param name="index">0 to 5.</param>
    /// <param name="memory">Maps it.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>Null as above, and if the part does not lie within the BAR.</returns>
    public RegisterWindow? TryMapBar(int index, IPhysicalMemory memory, ulong offset, uint length)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return FindBar(index) is { IsMemory: true, IsAssigned: true } bar && length != 0 && offset < bar.Length && length <= bar.Length - offset
            ? memory.TryMapRegisters(bar.Address + offset, length)
            : null;
    }

    /// <summary>Reads 8 bits of configuration space.</summary>
    public byte Read8(int offset) => _space.Read8(Address, offset);

    /// <summary>Reads 16 bits of configuration space.</summary>
    public ushort Read16(int offset) => _space.Read16(Address, offset);

    /// <summary>Reads 32 bits of configuration space.</summary>
    public uint Read32(int offset) => _space.Read32(Address, offset);

    /// <summary>Writes 8 bits of configuration space.</summary>
    public void Write8(int offset, byte value) => _space.Write8(Address, offset, value);

    /// <summary>Writes 16 bits of configuration space.</summary>
    public void Write16(int offset, ushort value) => _space.Write16(Address, offset, value);

    /// <summary>Writes 32 bits of configuration space.</summary>
    public void Write32(int offset, uint value) => _space.Write32(Address, offset, value);

    /// <inheritdoc/>
    public override string ToString() => $"{Address} {Class.BaseAndSub:x4}: {VendorId:x4}:{DeviceId:x4}";

    private ushort Subsystem(bool vendor) => HeaderKind switch
    {
        PciHeaderKind.Function => Read16(vendor ? ConfigurationRegister.SubsystemVendorId : ConfigurationRegister.SubsystemId),
        PciHeaderKind.CardBus => Read16(vendor ? ConfigurationRegister.CardBusSubsystemVendorId : ConfigurationRegister.CardBusSubsystemId),
        _ when FindCapability<SubsystemCapability>() is SubsystemCapability subsystem => vendor ? subsystem.VendorId : subsystem.SubsystemId,
        _ => 0,
    };
}

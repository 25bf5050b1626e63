using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using CosmosNvme.Pci;

namespace CosmosNvme.Nvme.Tests;

/// <summary>
/// A bus with one NVMe controller at 00:04.0: 16 KiB of registers in a 64-bit BAR 0, an MSI-X table in BAR 4. Also the machine's
/// memory map and interrupt controller.
/// </summary>
internal sealed class FakePci : ConfigurationSpace, IPhysicalMemory, IInterruptController
{
    private const ulong RegisterAddress = 0x40_0000_0000;
    private const uint TableAddress = 0xfe00_0000;

    private readonly SimulatedController _device;
    private readonly byte[] _bytes = new byte[256];
    private readonly byte[] _writable = new byte[256];

    internal FakePci(SimulatedController device, int msiXEntries)
    {
        _device = device;
        Table = new RamWindow((uint)Math.Max(msiXEntries, 1) * 16);
        Set(0x00, 0x0010_1b36);
        Set(0x08, 0x0108_0202);
        Set(0x10, unchecked((uint)RegisterAddress) | 4);
        Set(0x14, (uint)(RegisterAddress >> 32));
        Set(0x20, TableAddress);
        SetWritable(0x04, 0x0000_0407);
        SetWritable(0x10, 0xffff_c000);
        SetWritable(0x14, 0xffff_ffff);
        SetWritable(0x20, 0xffff_f000);
        if (msiXEntries > 0)
        {
            Set(0x04, 0x0010_0000);
            Set(0x34, 0x40);
            Set(0x40, 0x11 | ((uint)(msiXEntries - 1) << 16));
            Set(0x44, 4);
            Set(0x48, 0x800 | 4);
            SetWritable(0x40, 0xc000_0000);
        }
    }

    /// <summary>The input that the function's pin arrives at; firmware may have noted another.</summary>
    internal int PinInput { get; set; } = 11;

    /// <summary>True if the function may use its pin now.</summary>
    internal bool IsPinEnabled => (Command & 0x400) == 0;

    /// <summary>The control register of MSI: enabled messages and the switch.</summary>
    internal ushort MsiControl => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(0x62));

    /// <summary>Vectors that the machine can still give.</summary>
    internal int VectorsLeft { get; set; } = 100;

    /// <summary>Lines given out: name and CPU.</summary>
    internal List<(string Name, int Cpu)> Given { get; } = [];

    internal RamWindow Table { get; }

    internal ushort Command => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(4));

    internal bool IsMsiXEnabled => (_bytes[0x43] & 0x80) != 0;

    /// <inheritdoc/>
    public override IReadOnlyList<PciBusRange> Ranges => [new PciBusRange(0, 0, 0)];

    /// <summary>Gives the function MSI with 2^<paramref name="exponent"/> messages and 64-bit addresses.</summary>
    internal FakePci WithMsi(int exponent)
    {
        Set(0x04, 0x0010_0000);
        Set(0x60, 0x05u | ((uint)_bytes[0x34] << 8) | ((0x80u | ((uint)exponent << 1)) << 16));
        _bytes[0x34] = 0x60;
        SetWritable(0x60, 0x0071_0000);
        SetWritable(0x64, 0xffff_fffc);
        SetWritable(0x68, 0xffff_ffff);
        SetWritable(0x6c, 0x0000_ffff);
        return this;
    }

    /// <summary>Gives the function INTA#, and what firmware noted of it.</summary>
    internal FakePci WithPin(byte line)
    {
        Set(0x3c, 0x0100u | line);
        return this;
    }

    internal void Set(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(offset), value);

    /// <inheritdoc/>
    public override int GetLength(PciAddress address) => 256;

    /// <inheritdoc/>
    public RegisterWindow? TryMapRegisters(PhysicalAddress address, uint length) => address.Value switch
    {
        RegisterAddress => _device.Registers,
        TableAddress => Table,
        _ => null,
    };

    /// <inheritdoc/>
    public IReadOnlyList<InterruptLine> Lines => _device.Lines;

    /// <inheritdoc/>
    public IReadOnlyList<InterruptLine> AllocateMessages(IReadOnlyList<MessageRequest> wanted)
    {
        Given.AddRange(wanted.Take(VectorsLeft).Select(request => (request.Name, request.Cpu)));
        return _device.Lines.Take(Given.Count).ToArray();
    }

    /// <inheritdoc/>
    public IReadOnlyList<InterruptLine> AllocateMessageBlock(IReadOnlyList<string> names, int cpu)
    {
        if (names.Count > VectorsLeft)
        {
            return [];
        }

        Given.AddRange(names.Select(name => (name, cpu)));
        return _device.Lines.Take(names.Count).ToArray();
    }

    /// <inheritdoc/>
    public PinInputKind PinInputs => PinInputKind.GlobalSystemInterrupt;

    /// <inheritdoc/>
    public InterruptLine? TryAllocatePin(string name, int input)
    {
        if (VectorsLeft == 0)
        {
            return null;
        }

        Given.Add(($"{name}@{input}", 0));
        return input == PinInput ? _device.Lines[0] : new SimulatedInterruptLine($"input {input}", _device.Clock);
    }

    /// <inheritdoc/>
    public long UnhandledOn(int cpu) => 0;

    /// <inheritdoc/>
    public long SpuriousOn(int cpu) => 0;

    /// <inheritdoc/>
    protected override byte ReadByte(PciAddress address, int offset) => IsHere(address) ? _bytes[offset] : byte.MaxValue;

    /// <inheritdoc/>
    protected override ushort ReadWord(PciAddress address, int offset) => IsHere(address) ? BitConverter.ToUInt16(_bytes, offset) : ushort.MaxValue;

    /// <inheritdoc/>
    protected override uint ReadDword(PciAddress address, int offset) => IsHere(address) ? BitConverter.ToUInt32(_bytes, offset) : uint.MaxValue;

    /// <inheritdoc/>
    protected override void WriteByte(PciAddress address, int offset, byte value) => Write(address, offset, [value]);

    /// <inheritdoc/>
    protected override void WriteWord(PciAddress address, int offset, ushort value) => Write(address, offset, BitConverter.GetBytes(value));

    /// <inheritdoc/>
    protected override void WriteDword(PciAddress address, int offset, uint value) => Write(address, offset, BitConverter.GetBytes(value));

    private static bool IsHere(PciAddress address) => address == new PciAddress(0, 0, 4, 0);

    private void SetWritable(int offset, uint mask) => BinaryPrimitives.WriteUInt32LittleEndian(_writable.AsSpan(offset), mask);

    private void Write(PciAddress address, int offset, byte[] value)
    {
        foreach ((byte written, int index) in value.Select((written, index) => (written, offset + index)).Where(_ => IsHere(address)))
        {
            _bytes[index] = (byte)((_bytes[index] & ~_writable[index]) | (written & _writable[index]));
        }
    }
}

using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

/// <summary>The smallest bus there is: an NVMe controller at 00:01.0, with its registers in a 64-bit BAR 0. No interrupts, so it is polled.</summary>
internal sealed class OneDeviceBus : ConfigurationSpace, IPhysicalMemory
{
    private const ulong RegisterAddress = 0xfeb0_0000;
    private const uint RegisterBytes = 0x4000;

    private readonly RegisterWindow _registers;
    private readonly byte[] _configuration = new byte[ConventionalBytes];

    internal OneDeviceBus(RegisterWindow registers)
    {
        _registers = registers;
        BitConverter.TryWriteBytes(_configuration.AsSpan(0x00), 0x0010_1b36u); // device and vendor
        BitConverter.TryWriteBytes(_configuration.AsSpan(0x08), 0x0108_0202u); // class 01.08.02, an NVMe controller
        WriteDword(default, 0x10, (uint)RegisterAddress);
    }

    public override IReadOnlyList<PciBusRange> Ranges => [new PciBusRange(Segment: 0, FirstBus: 0, LastBus: 0)];

    public override int GetLength(PciAddress address) => ConventionalBytes;

    public RegisterWindow? TryMapRegisters(PhysicalAddress address, uint length) => address.Value == RegisterAddress ? _registers : null;

    protected override byte ReadByte(PciAddress address, int offset) => IsThere(address) ? _configuration[offset] : byte.MaxValue;

    protected override ushort ReadWord(PciAddress address, int offset) => IsThere(address) ? BitConverter.ToUInt16(_configuration, offset) : ushort.MaxValue;

    protected override uint ReadDword(PciAddress address, int offset) => IsThere(address) ? BitConverter.ToUInt32(_configuration, offset) : uint.MaxValue;

    protected override void WriteByte(PciAddress address, int offset, byte value)
    {
    }

    protected override void WriteWord(PciAddress address, int offset, ushort value)
    {
        if (offset == 0x04)
        {
            BitConverter.TryWriteBytes(_configuration.AsSpan(offset), value); // the command register: memory space, bus master
        }
    }

    // A BAR keeps the bits above its size and says in the lowest ones that it is memory with 64 bits: that is how it is sized.
    protected override void WriteDword(PciAddress address, int offset, uint value)
    {
        if (offset == 0x10)
        {
            BitConverter.TryWriteBytes(_configuration.AsSpan(offset), (value & ~(RegisterBytes - 1)) | 4);
        }
        else if (offset == 0x14)
        {
            BitConverter.TryWriteBytes(_configuration.AsSpan(offset), value);
        }
    }

    private static bool IsThere(PciAddress address) => address == new PciAddress(0, 0, 1, 0);
}

using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci.Tests;

/// <summary>A chipset with the ports 0xCF8 and 0xCFC in front of the registers of one function, 00:03.2.</summary>
internal sealed class FakePorts : IPortIo
{
    private uint _address;

    internal FakeFunction Function { get; } = new FakeFunction().SetWritable(0x40, uint.MaxValue, 4);

    internal bool KeepsAddress { get; init; } = true;

    internal List<uint> Addresses { get; } = [];

    private bool Selects => (_address & 0xffffff00) == 0x80001a00;

    public byte Read8(ushort port) => (byte)Read(port, 1);

    public ushort Read16(ushort port) => (ushort)Read(port, 2);

    public uint Read32(ushort port) => port == 0xcf8 ? (KeepsAddress ? _address : uint.MaxValue) : Read(port, 4);

    public void Write8(ushort port, byte value) => Write(port, 1, value);

    public void Write16(ushort port, ushort value) => Write(port, 2, value);

    public void Write32(ushort port, uint value)
    {
        if (port == 0xcf8)
        {
            _address = value;
            Addresses.Add(value);
            return;
        }

        Write(port, 4, value);
    }

    private uint Read(ushort port, int width) =>
        Selects ? Function.Get((int)(_address & 0xfc) + (port - 0xcfc), width) : uint.MaxValue;

    private void Write(ushort port, int width, uint value)
    {
        if (Selects)
        {
            Function.Write((int)(_address & 0xfc) + (port - 0xcfc), width, value);
        }
    }
}

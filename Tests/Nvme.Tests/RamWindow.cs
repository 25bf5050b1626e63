using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Registers that keep what is written to them.</summary>
internal sealed class RamWindow(uint length) : RegisterWindow
{
    private readonly uint[] _words = new uint[length / sizeof(uint)];

    public override uint Length => length;

    public override byte Read8(uint offset) => throw new NotSupportedException();

    public override ushort Read16(uint offset) => throw new NotSupportedException();

    public override uint Read32(uint offset) => _words[offset / sizeof(uint)];

    public override void Write8(uint offset, byte value) => throw new NotSupportedException();

    public override void Write16(uint offset, ushort value) => throw new NotSupportedException();

    public override void Write32(uint offset, uint value) => _words[offset / sizeof(uint)] = value;
}

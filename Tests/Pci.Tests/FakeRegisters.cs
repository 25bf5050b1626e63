using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci.Tests;

/// <summary>Registers that keep what is written, with a journal of the writes.</summary>
internal sealed class FakeRegisters(uint length) : RegisterWindow
{
    private readonly byte[] _bytes = new byte[length];

    public override uint Length => (uint)_bytes.Length;

    internal List<(uint Offset, uint Value)> Writes { get; } = [];

    /// <summary>Called after each write of 32 bits.</summary>
    internal Action<uint, uint>? Written { get; set; }

    public override byte Read8(uint offset) => _bytes[offset];

    public override ushort Read16(uint offset) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan((int)offset));

    public override uint Read32(uint offset) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan((int)offset));

    public override void Write8(uint offset, byte value)
    {
        Writes.Add((offset, value));
        _bytes[offset] = value;
    }

    public override void Write16(uint offset, ushort value)
    {
        Writes.Add((offset, value));
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan((int)offset), value);
    }

    public override void Write32(uint offset, uint value)
    {
        Writes.Add((offset, value));
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan((int)offset), value);
        Written?.Invoke(offset, value);
    }
}

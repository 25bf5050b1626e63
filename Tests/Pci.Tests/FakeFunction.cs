using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace CosmosNvme.Pci.Tests;

/// <summary>Configuration space of one function: bytes, of which some bits can be written.</summary>
internal sealed class FakeFunction
{
    private readonly byte[] _bytes;
    private readonly byte[] _writable;

    internal FakeFunction(ushort vendor = 0x1234, ushort device = 0x5678, PciHeaderKind kind = PciHeaderKind.Function, int length = 256)
    {
        _bytes = new byte[length];
        _writable = new byte[length];
        Set16(0x00, vendor);
        Set16(0x02, device);
        Set8(0x0e, (byte)kind);
        SetWritable(0x04, 0x05ff, 2);
        if (kind == PciHeaderKind.Bridge)
        {
            SetWritable(0x18, 0xffffff, 3);
        }
    }

    /// <summary>Every write, in order: offset, width, value.</summary>
    internal List<(int Offset, int Width, uint Value)> Writes { get; } = [];

    /// <summary>Called after each write.</summary>
    internal Action<int>? Written { get; set; }

    internal int Length => _bytes.Length;

    internal FakeFunction WithClass(byte baseClass, byte sub, byte programming = 0)
    {
        Set8(0x09, programming);
        Set8(0x0a, sub);
        Set8(0x0b, baseClass);
        return this;
    }

    internal FakeFunction MultiFunction()
    {
        _bytes[0x0e] |= 0x80;
        return this;
    }

    internal FakeFunction Behind(byte secondary, byte subordinate)
    {
        WithClass(6, 4);
        Set8(0x19, secondary);
        Set8(0x1a, subordinate);
        return this;
    }

    /// <summary>A BAR register: its value, the bits that can be written, and whether it is a ROM's.</summary>
    internal FakeFunction WithBar(int register, uint value, uint writable)
    {
        Set32(register, value);
        SetWritable(register, writable, 4);
        return this;
    }

    /// <summary>Appends bytes at an offset and chains them into the standard list in front of the others.</summary>
    internal FakeFunction WithCapability(byte id, int offset, params byte[] body)
    {
        int pointer = (PciHeaderKind)(_bytes[0x0e] & 0x7f) == PciHeaderKind.CardBus ? 0x14 : 0x34;
        Set16(0x06, 0x0010);
        Set8(offset, id);
        Set8(offset + 1, _bytes[pointer]);
        body.CopyTo(_bytes, offset + 2);
        Set8(pointer, (byte)offset);
        return this;
    }

    internal FakeFunction Set8(int offset, byte value)
    {
        _bytes[offset] = value;
        return this;
    }

    internal FakeFunction Set16(int offset, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(offset), value);
        return this;
    }

    internal FakeFunction Set32(int offset, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(offset), value);
        return this;
    }

    internal FakeFunction SetWritable(int offset, uint mask, int width)
    {
        for (int index = 0; index < width; index++)
        {
            _writable[offset + index] = (byte)(mask >> (index * 8));
        }

        return this;
    }

    internal FakeFunction Fill(byte[] bytes, byte[] writable)
    {
        bytes.CopyTo(_bytes, 0);
        writable.CopyTo(_writable, 0);
        return this;
    }

    internal uint Get(int offset, int width)
    {
        uint value = 0;
        for (int index = 0; index < width; index++)
        {
            value |= (uint)_bytes[offset + index] << (index * 8);
        }

        return value;
    }

    internal void Write(int offset, int width, uint value)
    {
        Writes.Add((offset, width, value));
        for (int index = 0; index < width; index++)
        {
            byte mask = _writable[offset + index];
            _bytes[offset + index] = (byte)((_bytes[offset + index] & ~mask) | ((byte)(value >> (index * 8)) & mask));
        }

        Written?.Invoke(offset);
    }

    internal byte[] Copy() => (byte[])_bytes.Clone();
}

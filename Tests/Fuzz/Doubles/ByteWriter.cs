using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace CosmosNvme.Fuzz;

/// <summary>Writes little-endian structures front to back.</summary>
internal sealed class ByteWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>Bytes so far.</summary>
    internal int Length => _bytes.Count;

    /// <summary>Appends bytes.</summary>
    internal ByteWriter Add(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Appends 16 bits.</summary>
    internal ByteWriter Word(int value) => Number((uint)value, sizeof(ushort));

    /// <summary>Appends 32 bits.</summary>
    internal ByteWriter Dword(uint value) => Number(value, sizeof(uint));

    /// <summary>Appends 64 bits.</summary>
    internal ByteWriter Quad(ulong value) => Number(value, sizeof(ulong));

    /// <summary>Appends ASCII text.</summary>
    internal ByteWriter Text(string text) => Add(Encoding.ASCII.GetBytes(text));

    /// <summary>Appends zeros up to an offset.</summary>
    internal ByteWriter To(int offset) => Add(new byte[offset - _bytes.Count]);

    /// <summary>The bytes.</summary>
    internal byte[] Build() => [.. _bytes];

    private ByteWriter Number(ulong value, int width)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Add(bytes[..width]);
    }
}

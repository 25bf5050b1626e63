using System;
using System.Buffers.Binary;

namespace CosmosNvme.Fuzz;

/// <summary>Takes numbers and pieces off the front of an input; behind its end there are zeros and nothing.</summary>
internal ref struct InputReader(ReadOnlySpan<byte> input)
{
    /// <summary>What is left.</summary>
    internal ReadOnlySpan<byte> Rest { get; private set; } = input;

    /// <summary>Takes 8 bits.</summary>
    internal byte Byte() => (byte)Number(1);

    /// <summary>Takes 16 bits.</summary>
    internal ushort Word() => (ushort)Number(2);

    /// <summary>Takes 32 bits.</summary>
    internal uint Dword() => (uint)Number(4);

    /// <summary>Takes 64 bits.</summary>
    internal ulong Quad() => Number(8);

    /// <summary>Takes a piece of a length, or less at the end.</summary>
    internal ReadOnlySpan<byte> Piece(int length)
    {
        length = Math.Min(length, Rest.Length);
        ReadOnlySpan<byte> piece = Rest[..length];
        Rest = Rest[length..];
        return piece;
    }

    private ulong Number(int width)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        Piece(width).CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}

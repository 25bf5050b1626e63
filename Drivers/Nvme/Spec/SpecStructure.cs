using System;
using System.Buffers.Binary;

namespace CosmosNvme.Nvme;

/// <summary>A structure that a controller returned, copied, so that what was checked once cannot change later. Immutable.</summary>
public abstract class SpecStructure
{
    private readonly byte[] _data;

    private protected SpecStructure(ReadOnlySpan<byte> data, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Length, bytes, nameof(data));
        _data = data.ToArray();
    }

    /// <summary>The structure itself.</summary>
    public ReadOnlySpan<byte> Data => _data;

    private protected byte Byte(int offset) => _data[offset];

    private protected ushort Word(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_data.AsSpan(offset));

    private protected uint Dword(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_data.AsSpan(offset));

    private protected ulong Qword(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_data.AsSpan(offset));

    private protected UInt128 Octword(int offset) => BinaryPrimitives.ReadUInt128LittleEndian(_data.AsSpan(offset));

    private protected ReadOnlySpan<byte> Part(int offset, int length) => _data.AsSpan(offset, length);
}

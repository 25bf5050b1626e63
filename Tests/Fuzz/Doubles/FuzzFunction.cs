using System;
using System.Buffers.Binary;

namespace CosmosNvme.Fuzz;

/// <summary>
/// Configuration space of one function, as an input gives it: bytes, of which some can be written. What it does with writes is part of the
/// input: nothing, as a sound function, everything, or the opposite of what it is told.
/// </summary>
internal sealed class FuzzFunction
{
    private const int FirstBar = 0x10;
    private const int LastBarEnd = 0x28;
    private const int Rom = 0x30;

    private readonly byte[] _bytes;
    private readonly int _writing;
    private readonly uint _barMask;

    /// <summary>Makes one.</summary>
    /// <param name="bytes">Its registers from 0 on; the others read as zero.</param>
    /// <param name="length">256 or 4096.</param>
    /// <param name="writing">What writes do, 0 to 3.</param>
    /// <param name="barExponent">Size of the BARs, as a power of two.</param>
    internal FuzzFunction(ReadOnlySpan<byte> bytes, int length, int writing, int barExponent)
    {
        _bytes = new byte[length];
        bytes[..Math.Min(bytes.Length, length)].CopyTo(_bytes);
        _writing = writing;
        _barMask = barExponent >= 32 ? 0 : uint.MaxValue << barExponent;
    }

    /// <summary>Reads a register; all ones behind the end.</summary>
    internal uint Read(int offset, int width)
    {
        if (offset + width > _bytes.Length)
        {
            return uint.MaxValue;
        }

        uint value = 0;
        for (int index = 0; index < width; index++)
        {
            value |= (uint)_bytes[offset + index] << (8 * index);
        }

        return value;
    }

    /// <summary>Writes a register.</summary>
    internal void Write(int offset, int width, uint value)
    {
        if (offset + width > _bytes.Length || _writing == 0)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, _writing == 3 ? ~value : value);
        for (int index = 0; index < width; index++)
        {
            byte mask = _writing == 1 ? SoundMask(offset + index) : byte.MaxValue;
            _bytes[offset + index] = (byte)((_bytes[offset + index] & ~mask) | (bytes[index] & mask));
        }
    }

    private byte SoundMask(int offset)
    {
        if (offset is (>= FirstBar and < LastBarEnd) or (>= Rom and < Rom + sizeof(uint)))
        {
            return (byte)(_barMask >> (8 * (offset & 3)));
        }

        return offset is 4 or 5 or >= 0x40 ? byte.MaxValue : (byte)0;
    }
}

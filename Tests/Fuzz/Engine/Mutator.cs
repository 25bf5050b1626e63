using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace CosmosNvme.Fuzz;

/// <summary>Makes inputs of other inputs. The same seed and the same inputs give the same results.</summary>
internal sealed class Mutator(int seed, int maximumLength, IReadOnlyList<byte[]> words)
{
    private const int MostChanges = 16;

    // Ends of ranges, sign changes, sizes of blocks and pages: where comparisons go wrong.
    private static readonly long[] s_numbers =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 91, 92, 100, 127, 128, 255, 256, 511, 512, 513, 1023, 1024, 4095, 4096, 32767, 32768, 65535, 65536,
        0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, 0x0FFFFFF7, 0x0FFFFFF8, 0x0FFFFFFF, long.MaxValue, long.MinValue, -1, -2, -8, -16, -512, -4096,
    ];

    private readonly Random _random = new(seed);
    private readonly byte[] _buffer = new byte[maximumLength];
    private int _length;

    /// <summary>A number below a bound.</summary>
    internal int Below(int bound) => _random.Next(bound);

    /// <summary>Changes an input in a few places.</summary>
    /// <param name="parent">The input; left as it is.</param>
    /// <param name="other">Another one, to take pieces from.</param>
    internal byte[] Mutate(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> other)
    {
        _length = Math.Min(parent.Length, maximumLength);
        parent[.._length].CopyTo(_buffer);

        // Mostly one or two changes: many at once seldom get past the first check.
        int changes = 1;
        while (changes < MostChanges && _random.Next(2) == 0)
        {
            changes *= 2;
        }

        for (; changes > 0; changes--)
        {
            ChangeOnce(other);
        }

        return _buffer.AsSpan(0, _length).ToArray();
    }

    private void ChangeOnce(ReadOnlySpan<byte> other)
    {
        int kind = _random.Next(_length == 0 ? 2 : 14);
        switch (kind)
        {
            case 0:
                Insert(RandomBytes(1 + _random.Next(8)));
                break;
            case 1:
                Insert(Piece(other));
                break;
            case 2:
                _buffer[_random.Next(_length)] ^= (byte)(1 << _random.Next(8));
                break;
            case 3:
                _buffer[_random.Next(_length)] = (byte)_random.Next(256);
                break;
            case 4 or 5:
                PutNumber(s_numbers[_random.Next(s_numbers.Length)], 1 << _random.Next(4));
                break;
            case 6 or 7:
                AddToNumber(_random.Next(-35, 36), 1 << _random.Next(4));
                break;
            case 8:
                Overwrite(Piece(_buffer.AsSpan(0, _length)));
                break;
            case 9:
                Overwrite(Piece(other));
                break;
            case 10:
                Insert(Piece(_buffer.AsSpan(0, _length)));
                break;
            case 11:
                Delete();
                break;
            case 12 when words.Count > 0:
                Overwrite(words[_random.Next(words.Count)]);
                break;
            case 13 when words.Count > 0:
                Insert(words[_random.Next(words.Count)]);
                break;
            default:
                PutNumber(_random.NextInt64(), 1 << _random.Next(4));
                break;
        }
    }

    private byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    // Pieces of 2^n bytes: records and blocks have such sizes.
    private byte[] Piece(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
        {
            return [0];
        }

        int length = Math.Min(source.Length, 1 << _random.Next(10));
        int start = _random.Next(source.Length - length + 1);
        return source.Slice(_random.Next(2) == 0 ? start : start / length * length, length).ToArray();
    }

    private void PutNumber(long value, int width)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        bytes = bytes[..Math.Min(width, _length)];
        bytes.CopyTo(_buffer.AsSpan(Place(bytes.Length)));
    }

    private void AddToNumber(int difference, int width)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        bytes.Clear();
        width = Math.Min(width, _length);
        int place = Place(width);
        _buffer.AsSpan(place, width).CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, BinaryPrimitives.ReadInt64LittleEndian(bytes) + difference);
        bytes[..width].CopyTo(_buffer.AsSpan(place));
    }

    // Fields are aligned more often than not.
    private int Place(int width)
    {
        int place = _random.Next(_length - width + 1);
        return _random.Next(3) == 0 ? place : place / width * width;
    }

    private void Overwrite(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, _length)];
        bytes.CopyTo(_buffer.AsSpan(_random.Next(_length - bytes.Length + 1)));
    }

    private void Insert(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, maximumLength - _length)];
        int place = _random.Next(_length + 1);
        _buffer.AsSpan(place, _length - place).CopyTo(_buffer.AsSpan(place + bytes.Length));
        bytes.CopyTo(_buffer.AsSpan(place));
        _length += bytes.Length;
    }

    private void Delete()
    {
        int count = Math.Min(1 << _random.Next(10), _length);
        int place = _random.Next(_length - count + 1);
        _buffer.AsSpan(place + count, _length - place - count).CopyTo(_buffer.AsSpan(place));
        _length -= count;
    }
}

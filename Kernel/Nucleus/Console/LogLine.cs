using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>One line of the log while it is put together; too long ones are cut. Obtained by <see cref="Log.Begin"/>, given back by <see cref="End"/> or <see cref="Keep"/>.</summary>
internal unsafe struct LogLine
{
    internal const int Capacity = LogRing.TextBytes;

    internal LogLevel Level;
    internal int Slot;
    internal int Length;
    internal fixed byte Buffer[Capacity];

    internal LogLine* Text(ReadOnlySpan<byte> text)
    {
        // Not foreach: where the compiler cannot see how the span was made, that checks bounds.
        ref byte first = ref MemoryMarshal.GetReference(text);
        for (int i = 0; i < text.Length; i++)
        {
            Put(Unsafe.Add(ref first, i));
        }

        return Self();
    }

    /// <summary>Bytes of a device or table: what is not printable ASCII becomes '?'.</summary>
    internal LogLine* Bytes(byte* text, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Put(text[i] is >= 32 and < 127 ? text[i] : (byte)'?');
        }

        return Self();
    }

    internal LogLine* Decimal(ulong value) => PaddedDecimal(value, 1, (byte)' ');

    /// <summary>A decimal number of at least <paramref name="width"/> characters.</summary>
    internal LogLine* PaddedDecimal(ulong value, int width, byte padding)
    {
        ulong unit = 1;
        int digits = 1;
        while (value / unit >= 10)
        {
            unit *= 10;
            digits++;
        }

        for (; digits < width; width--)
        {
            Put(padding);
        }

        for (; unit != 0; unit /= 10)
        {
            Put((byte)('0' + (value / unit % 10)));
        }

        return Self();
    }

    /// <summary>0x and as few hexadecimal digits as the value needs.</summary>
    internal LogLine* Hex(ulong value)
    {
        Put((byte)'0');
        Put((byte)'x');
        int shift = 60;
        while (shift > 0 && value >> shift == 0)
        {
            shift -= 4;
        }

        return Digits(value, shift);
    }

    /// <summary>Sixteen hexadecimal digits.</summary>
    internal LogLine* Word(ulong value) => Digits(value, 60);

    /// <summary>Hands the line to the log.</summary>
    internal void End() => Log.Write(Self());

    /// <summary>Hands the line to the log's ring only; see <see cref="Log.Store"/>.</summary>
    internal void Keep() => Log.Store(Self());

    private LogLine* Digits(ulong value, int shift)
    {
        for (; shift >= 0; shift -= 4)
        {
            uint digit = (uint)(value >> shift) & 15;
            Put((byte)(digit < 10 ? '0' + digit : 'a' + (digit - 10)));
        }

        return Self();
    }

    private void Put(byte character)
    {
        if (Length < Capacity)
        {
            Buffer[Length++] = character;
        }
    }

    // Lines live in a static table and never move. A fixed statement would make a local that is cleared through a vector register.
    private LogLine* Self() => (LogLine*)Unsafe.AsPointer(ref this);
}

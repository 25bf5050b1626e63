using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>Puts the text of a small file together in one frame; what does not fit is cut.</summary>
internal unsafe struct TextBuffer
{
    private byte* _target;

    /// <summary>Bytes written.</summary>
    internal int Length;

    internal void Begin(byte* target)
    {
        _target = target;
        Length = 0;
    }

    internal TextBuffer* Text(ReadOnlySpan<byte> text)
    {
        // Not foreach: where the compiler cannot see how the span was made, that checks bounds.
        ref byte first = ref MemoryMarshal.GetReference(text);
        for (int i = 0; i < text.Length; i++)
        {
            Put(Unsafe.Add(ref first, i));
        }

        return Self();
    }

    internal TextBuffer* Bytes(byte* text, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Put(text[i]);
        }

        return Self();
    }

    internal TextBuffer* Decimal(ulong value)
    {
        ulong unit = 1;
        while (value / unit >= 10)
        {
            unit *= 10;
        }

        for (; unit != 0; unit /= 10)
        {
            Put((byte)('0' + (value / unit % 10)));
        }

        return Self();
    }

    /// <summary>Hexadecimal without 0x.</summary>
    internal TextBuffer* Hex(ulong value)
    {
        int shift = 60;
        while (shift > 0 && value >> shift == 0)
        {
            shift -= 4;
        }

        for (; shift >= 0; shift -= 4)
        {
            uint digit = (uint)(value >> shift) & 15;
            Put((byte)(digit < 10 ? '0' + digit : 'a' + (digit - 10)));
        }

        return Self();
    }

    private void Put(byte character)
    {
        if (Length < (int)FrameAllocator.FrameBytes)
        {
            _target[Length++] = character;
        }
    }

    // A buffer is a local of nucleus code, on a stack that does not move. A fixed statement would make a local that is cleared through
    // a vector register.
    private TextBuffer* Self() => (TextBuffer*)Unsafe.AsPointer(ref this);
}

using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Texts by number, kept in one constant with '|' between them: a switch that returns a span per case makes the compiler clear
/// a temporary for each with vector registers, which nucleus code must not touch.
/// </summary>
internal static unsafe class WordList
{
    /// <summary>The text at <paramref name="index"/>; the last one for every index beyond.</summary>
    /// <param name="texts">A constant ("..."u8): the result points into it.</param>
    /// <param name="index">Number of the text, from 0.</param>
    internal static ReadOnlySpan<byte> Get(ReadOnlySpan<byte> texts, int index)
    {
        byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(texts));
        byte* end = start + texts.Length;
        byte* p = start;
        for (; p < end; p++)
        {
            if (*p != (byte)'|')
            {
                continue;
            }

            if (index-- == 0)
            {
                break;
            }

            start = p + 1;
        }

        return MemoryMarshal.CreateReadOnlySpan(ref *start, (int)(p - start));
    }
}

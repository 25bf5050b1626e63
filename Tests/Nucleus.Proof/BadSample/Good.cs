using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;

namespace BadSample;

/// <summary>What nucleus code may do.</summary>
internal static unsafe class Good
{
    private static int s_count;
    private static long* s_words;

    [RuntimeImport("*", "asm_sample_leaf"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Leaf(ulong value);

    [RuntimeExport("nucleus_good_text")]
    private static int WriteText()
    {
        ReadOnlySpan<byte> text = "nucleus"u8;
        foreach (byte character in text)
        {
            Leaf(character);
        }

        return text.Length;
    }

    [RuntimeExport("nucleus_good_switch")]
    private static ulong Switch(int number, ulong value)
    {
        switch (number)
        {
            case 0: return value / 10;
            case 1: Leaf(1); return 7;
            case 2: Leaf(value); return value * 3;
            case 3: return (ulong)Interlocked.Increment(ref s_count);
            case 4: return Volatile.Read(ref *(ulong*)value);
            case 5: Leaf(5); return value - 1;
            case 6: return value << 7;
            default: return 0;
        }
    }

    [RuntimeExport("nucleus_good_call")]
    private static long CallDeeper(long* words)
    {
        s_words = words;
        return Deeper(3) + Deeper(s_count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Deeper(int index)
    {
        return s_words[index];
    }
}

using System;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace CosmosNvme.Fuzz;

/// <summary>
/// Which branches inputs took. SharpFuzz's instrumentation counts each pair of consecutive branches in a byte of this map, as AFL does; an
/// input is interesting if a pair is new or comes in a new order of magnitude. Without instrumentation nothing is ever interesting.
/// </summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 1 << 16;

    private static readonly byte[] s_magnitudes = MakeMagnitudes();

    private readonly byte* _hits;
    private readonly byte[] _seen = new byte[Size];

    /// <summary>Makes the map, which is never freed, and lets instrumented code count in it.</summary>
    internal CoverageMap()
    {
        _hits = (byte*)NativeMemory.AllocZeroed(Size);
        Trace.SharedMem = _hits;
    }

    /// <summary>Pairs of branches seen so far.</summary>
    internal int Count { get; private set; }

    /// <summary>Starts an input.</summary>
    internal void Begin()
    {
        new Span<byte>(_hits, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Ends an input.</summary>
    /// <returns>True if it went where none went before.</returns>
    internal bool End()
    {
        bool isNew = false;
        ReadOnlySpan<ulong> words = new(_hits, Size / sizeof(ulong));
        for (int word = 0; word < words.Length; word++)
        {
            if (words[word] != 0)
            {
                isNew |= Note(word * sizeof(ulong));
            }
        }

        return isNew;
    }

    private static byte[] MakeMagnitudes()
    {
        byte[] magnitudes = new byte[256];
        for (int count = 1; count < 256; count++)
        {
            magnitudes[count] = count switch
            {
                1 => 1,
                2 => 2,
                3 => 4,
                < 8 => 8,
                < 16 => 16,
                < 32 => 32,
                < 128 => 64,
                _ => 128,
            };
        }

        return magnitudes;
    }

    private bool Note(int first)
    {
        bool isNew = false;
        for (int place = first; place < first + sizeof(ulong); place++)
        {
            byte magnitude = s_magnitudes[_hits[place]];
            if ((magnitude & ~_seen[place]) != 0)
            {
                Count += _seen[place] == 0 ? 1 : 0;
                _seen[place] |= magnitude;
                isNew = true;
            }
        }

        return isNew;
    }
}

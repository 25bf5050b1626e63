using System.Numerics;

namespace CosmosNvme.Nucleus;

/// <summary>A set of vectors, taken in turn so that none keeps the others waiting. Not safe for several CPUs: its owner's interrupts are off.</summary>
internal unsafe struct VectorSet
{
    /// <summary>What <see cref="TakeNext"/> says if the set is empty.</summary>
    internal const int None = -1;

    private const int Words = 4;
    private const int BitsPerWord = 64;

    private fixed ulong _bits[Words];
    private int _next;

    internal void Add(int vector)
    {
        _bits[vector / BitsPerWord] |= 1UL << (vector % BitsPerWord);
    }

    internal void Remove(int vector)
    {
        _bits[vector / BitsPerWord] &= ~(1UL << (vector % BitsPerWord));
    }

    /// <summary>Takes out the first vector at or behind the one after the last that was taken, round and round.</summary>
    internal int TakeNext()
    {
        // One word more than there are: the first one's low bits come last.
        int word = _next / BitsPerWord;
        ulong bits = _bits[word] & (ulong.MaxValue << (_next % BitsPerWord));
        for (int turn = 0; turn <= Words; turn++)
        {
            if (bits != 0)
            {
                int vector = (word * BitsPerWord) + BitOperations.TrailingZeroCount(bits);
                Remove(vector);
                _next = (vector + 1) % (Words * BitsPerWord);
                return vector;
            }

            word = (word + 1) % Words;
            bits = _bits[word];
        }

        return None;
    }
}

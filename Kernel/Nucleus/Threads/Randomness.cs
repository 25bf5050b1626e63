namespace CosmosNvme.Nucleus;

/// <summary>State and work space of one CPU's generator.</summary>
internal unsafe struct RandomState
{
    internal fixed uint Key[Randomness.KeyWords];
    internal ulong Counter;
    internal int Seeded;
    internal fixed uint Input[Randomness.BlockWords];
    internal fixed uint Block[Randomness.BlockWords];
}

/// <summary>
/// Random bytes for getrandom and /dev/urandom: ChaCha20 (RFC 8439) with fast key erasure, a generator per CPU, seeded from RDRAND
/// where the CPU has it and from the jitter of the time-stamp counter everywhere.
/// </summary>
internal static unsafe class Randomness
{
    internal const int BlockWords = 16;
    internal const int KeyWords = 8;
    private const int OutputBytes = 32;
    private const int JitterSamples = 64;
    private const int DoubleRounds = 10;

    /// <summary>A random word.</summary>
    internal static ulong Next()
    {
        ulong value;
        Fill((byte*)&value, sizeof(ulong));
        return value;
    }

    /// <summary>Fills nucleus memory with at most 32 random bytes.</summary>
    internal static void Fill(byte* target, int count)
    {
        RandomState* state = &Asm.ThisCpu()->Random;
        if (state->Seeded == 0)
        {
            Seed(state);
        }

        Generate(state, Asm.ReadTsc());

        // The first half becomes the next key at once: who reads the state later cannot compute what was given out.
        uint* block = state->Block;
        for (int i = 0; i < KeyWords; i++)
        {
            state->Key[i] = block[i];
            block[i] = 0;
        }

        byte* output = (byte*)(block + KeyWords);
        for (int i = 0; i < OutputBytes; i++)
        {
            if (i < count)
            {
                target[i] = output[i];
            }

            output[i] = 0;
        }
    }

    /// <summary>The ChaCha20 block function (RFC 8439 §2.3): 16 words to 16 words.</summary>
    internal static void Transform(uint* input, uint* block)
    {
        for (int i = 0; i < BlockWords; i++)
        {
            block[i] = input[i];
        }

        for (int round = 0; round < DoubleRounds; round++)
        {
            for (int i = 0; i < 4; i++)
            {
                Quarter(block, i, i + 4, i + 8, i + 12);
            }

            for (int i = 0; i < 4; i++)
            {
                Quarter(block, i, 4 + ((i + 1) & 3), 8 + ((i + 2) & 3), 12 + ((i + 3) & 3));
            }
        }

        for (int i = 0; i < BlockWords; i++)
        {
            block[i] += input[i];
        }
    }

    private static void Seed(RandomState* state)
    {
        for (int i = 0; i < JitterSamples; i++)
        {
            ulong sample = Asm.ReadTsc();
            if (CpuFeatures.Has(CpuFeature.Rdrand))
            {
                sample ^= Asm.ReadRandom();
            }

            uint* key = state->Key;
            key[i & 7] = ((key[i & 7] << 7) | (key[i & 7] >> 25)) ^ (uint)sample ^ ((uint)(sample >> 32) * 0x9e37_79b9);
        }

        state->Seeded = 1;
    }

    private static void Generate(RandomState* state, ulong nonce)
    {
        uint* input = state->Input;
        input[0] = 0x6170_7865;
        input[1] = 0x3320_646e;
        input[2] = 0x7962_2d32;
        input[3] = 0x6b20_6574;
        for (int i = 0; i < KeyWords; i++)
        {
            input[4 + i] = state->Key[i];
        }

        input[12] = (uint)state->Counter;
        input[13] = (uint)(state->Counter++ >> 32);
        input[14] = (uint)nonce;
        input[15] = (uint)(nonce >> 32);
        Transform(input, state->Block);

        // The key that was used must not stay behind either.
        for (int i = 0; i < KeyWords; i++)
        {
            input[4 + i] = 0;
        }
    }

    private static void Quarter(uint* x, int a, int b, int c, int d)
    {
        x[a] += x[b];
        x[d] = Rotate(x[d] ^ x[a], 16);
        x[c] += x[d];
        x[b] = Rotate(x[b] ^ x[c], 12);
        x[a] += x[b];
        x[d] = Rotate(x[d] ^ x[a], 8);
        x[c] += x[d];
        x[b] = Rotate(x[b] ^ x[c], 7);
    }

    private static uint Rotate(uint value, int count) => (value << count) | (value >> (32 - count));
}

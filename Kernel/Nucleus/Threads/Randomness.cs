namespace CosmosNvme.Nucleus;

/// <summary>State of one CPU's generator.</summary>
internal unsafe struct RandomState
{
    internal fixed uint Key[8];
    internal ulong Counter;
    internal int Seeded;
}

/// <summary>
/// Random bytes for getrandom and /dev/urandom: ChaCha20 (RFC 8439) with fast key erasure, a generator per CPU, seeded from RDRAND
/// where the CPU has it and from the jitter of the time-stamp counter everywhere.
/// </summary>
internal static unsafe class Randomness
{
    private const int BlockWords = 16;
    private const int JitterSamples = 64;
    private const int DoubleRounds = 10;

    private static Scratch s_scratch;
    private static SpinLock s_lock;

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
        s_lock.Acquire();
        fixed (uint* block = s_scratch.Block)
        {
            if (state->Seeded == 0)
            {
                Seed(state);
            }

            Generate(state, block);

            // The first half becomes the next key at once: who reads the state later cannot compute what was given out.
            for (int i = 0; i < 8; i++)
            {
                state->Key[i] = block[i];
            }

            byte* output = (byte*)(block + 8);
            for (int i = 0; i < count && i < 32; i++)
            {
                target[i] = output[i];
                output[i] = 0;
            }
        }

        s_lock.Release();
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

    private static void Generate(RandomState* state, uint* block)
    {
        fixed (uint* input = s_scratch.Input)
        {
            input[0] = 0x6170_7865;
            input[1] = 0x3320_646e;
            input[2] = 0x7962_2d32;
            input[3] = 0x6b20_6574;
            for (int i = 0; i < 8; i++)
            {
                input[4 + i] = state->Key[i];
            }

            ulong nonce = Asm.ReadTsc();
            input[12] = (uint)state->Counter;
            input[13] = (uint)(state->Counter++ >> 32);
            input[14] = (uint)nonce;
            input[15] = (uint)(nonce >> 32);
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

    private struct Scratch
    {
        internal fixed uint Block[BlockWords];
        internal fixed uint Input[BlockWords];
    }
}

using System;
using System.Buffers.Binary;
using System.Numerics;

namespace CosmosNvme.Shell.Commands;

/// <summary>
/// SHA-256 (FIPS 180-4 §6.2) in managed code. The class library's own binds to OpenSSL at run time by dlopen, which a statically
/// linked image cannot do.
/// </summary>
internal sealed class Sha256
{
    /// <summary>Bytes of a digest.</summary>
    internal const int DigestLength = 32;

    private const int BlockLength = 64;

    // FIPS 180-4 §4.2.2: the fractional parts of the cube roots of the first 64 primes.
    private static readonly uint[] s_roundConstants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    // FIPS 180-4 §5.3.3.
    private readonly uint[] _state =
    [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ];

    private readonly uint[] _schedule = new uint[BlockLength];
    private readonly byte[] _block = new byte[BlockLength];
    private ulong _length;

    /// <summary>Adds bytes to the message.</summary>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        int filled = (int)(_length % BlockLength);
        _length += (ulong)bytes.Length;
        if (filled > 0)
        {
            int taken = Math.Min(BlockLength - filled, bytes.Length);
            bytes[..taken].CopyTo(_block.AsSpan(filled));
            bytes = bytes[taken..];
            if (filled + taken < BlockLength)
            {
                return;
            }

            Compress(_block);
        }

        while (bytes.Length >= BlockLength)
        {
            Compress(bytes[..BlockLength]);
            bytes = bytes[BlockLength..];
        }

        bytes.CopyTo(_block);
    }

    /// <summary>Ends the message and writes its digest; the object is used up.</summary>
    /// <param name="digest">Receives <see cref="DigestLength"/> bytes.</param>
    internal void Finish(Span<byte> digest)
    {
        const int LengthOffset = BlockLength - sizeof(ulong);
        int filled = (int)(_length % BlockLength);
        _block[filled++] = 0x80;
        if (filled > LengthOffset)
        {
            _block.AsSpan(filled).Clear();
            Compress(_block);
            filled = 0;
        }

        _block.AsSpan(filled).Clear();
        BinaryPrimitives.WriteUInt64BigEndian(_block.AsSpan(LengthOffset), _length * 8);
        Compress(_block);
        for (int index = 0; index < _state.Length; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest[(index * sizeof(uint))..], _state[index]);
        }
    }

    private void Compress(ReadOnlySpan<byte> block)
    {
        uint[] w = _schedule;
        for (int t = 0; t < 16; t++)
        {
            w[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(t * sizeof(uint))..]);
        }

        for (int t = 16; t < w.Length; t++)
        {
            uint s0 = BitOperations.RotateRight(w[t - 15], 7) ^ BitOperations.RotateRight(w[t - 15], 18) ^ (w[t - 15] >> 3);
            uint s1 = BitOperations.RotateRight(w[t - 2], 17) ^ BitOperations.RotateRight(w[t - 2], 19) ^ (w[t - 2] >> 10);
            w[t] = w[t - 16] + s0 + w[t - 7] + s1;
        }

        uint a = _state[0], b = _state[1], c = _state[2], d = _state[3];
        uint e = _state[4], f = _state[5], g = _state[6], h = _state[7];
        for (int t = 0; t < w.Length; t++)
        {
            uint s1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            uint t1 = h + s1 + ((e & f) ^ (~e & g)) + s_roundConstants[t] + w[t];
            uint s0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            uint t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }

        _state[0] += a;
        _state[1] += b;
        _state[2] += c;
        _state[3] += d;
        _state[4] += e;
        _state[5] += f;
        _state[6] += g;
        _state[7] += h;
    }
}

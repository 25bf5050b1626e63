using System;
using System.Buffers.Binary;

namespace CosmosNvme.Shell.Commands;

/// <summary>Content that tells where on the disk it belongs: what lies elsewhere, is torn or is old differs.</summary>
internal static class BenchPattern
{
    // 2^64 divided by the golden ratio: neighbours differ in most bits.
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Fills a buffer.</summary>
    /// <param name="buffer">A multiple of eight bytes.</param>
    /// <param name="offset">Where on the disk it is to go, in bytes.</param>
    internal static void Fill(Span<byte> buffer, ulong offset)
    {
        for (int at = 0; at < buffer.Length; at += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(buffer[at..], WordAt(offset + (ulong)at));
        }
    }

    /// <summary>Whether a buffer holds what <see cref="Fill"/> makes for that place.</summary>
    internal static bool Matches(ReadOnlySpan<byte> buffer, ulong offset)
    {
        for (int at = 0; at < buffer.Length; at += sizeof(ulong))
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(buffer[at..]) != WordAt(offset + (ulong)at))
            {
                return false;
            }
        }

        return true;
    }

    private static ulong WordAt(ulong offset) => (offset + 1) * Spread;
}

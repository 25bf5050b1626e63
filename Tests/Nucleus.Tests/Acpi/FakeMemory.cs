using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>Physical memory made of the pieces that a test places; everything else cannot be mapped.</summary>
internal static unsafe class FakeMemory
{
    private static readonly List<Piece> s_pieces = [];

    /// <summary>Number of map requests since the last <see cref="Clear"/>.</summary>
    internal static int Requests { get; private set; }

    internal static void Clear()
    {
        foreach (Piece piece in s_pieces)
        {
            NativeMemory.Free((void*)piece.Address);
        }

        s_pieces.Clear();
        Requests = 0;
    }

    /// <summary>Places bytes at a physical address and returns where they really are.</summary>
    internal static byte* Place(ulong physical, byte[] bytes)
    {
        byte* address = (byte*)NativeMemory.Alloc((nuint)Math.Max(bytes.Length, 1));
        bytes.AsSpan().CopyTo(new Span<byte>(address, bytes.Length));
        s_pieces.Add(new Piece(physical, (ulong)bytes.Length, (ulong)address));
        return address;
    }

    internal static byte* Map(ulong physical, ulong length)
    {
        Requests++;
        foreach (Piece piece in s_pieces)
        {
            if (physical >= piece.Physical && length <= piece.Length && physical - piece.Physical <= piece.Length - length)
            {
                return (byte*)piece.Address + (physical - piece.Physical);
            }
        }

        return null;
    }

    private sealed record Piece(ulong Physical, ulong Length, ulong Address);
}

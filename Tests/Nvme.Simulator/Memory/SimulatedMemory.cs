using System;
using System.Collections.Generic;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>
/// Memory as the device sees it: pieces at addresses, with nothing between them. A device that reaches beside a piece is reported,
/// so that a driver that frees too early or describes a buffer wrongly does not go unnoticed.
/// </summary>
public sealed class SimulatedMemory
{
    /// <summary>Bytes of a page.</summary>
    public const int PageBytes = 4096;

    private readonly object _lock = new();
    private readonly SortedList<ulong, Piece> _pieces = [];
    private readonly List<string> _violations = [];
    private ulong _next = 0x1_0000_0000;

    /// <summary>Hands out the bytes of a piece.</summary>
    public delegate Span<byte> Bytes();

    /// <summary>Accesses of the device that met no memory.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_lock)
            {
                return _violations.ToArray();
            }
        }
    }

    /// <summary>Pieces that are there.</summary>
    public int PieceCount
    {
        get
        {
            lock (_lock)
            {
                return _pieces.Count;
            }
        }
    }

    /// <summary>Puts a piece at an address of its own, never used before, with a gap behind it.</summary>
    /// <returns>The address, a multiple of <paramref name="alignment"/>.</returns>
    public ulong Add(int length, ulong alignment, Bytes bytes) => Add(length, alignment, 0, length, bytes);

    /// <summary>The same, of which only a part is memory.</summary>
    /// <param name="length">Bytes of addresses taken.</param>
    /// <param name="alignment">Of the start of these.</param>
    /// <param name="offset">Where the memory starts in them.</param>
    /// <param name="used">Bytes of memory.</param>
    /// <param name="bytes">The memory.</param>
    /// <returns>The address of the memory.</returns>
    public ulong Add(int length, ulong alignment, int offset, int used, Bytes bytes)
    {
        lock (_lock)
        {
            ulong address = (_next + alignment - 1) / alignment * alignment;
            ulong pages = ((ulong)length + PageBytes - 1) / PageBytes;
            _next = address + ((pages + 1) * PageBytes);
            _pieces.Add(address + (ulong)offset, new Piece(used, bytes));
            return address + (ulong)offset;
        }
    }

    /// <summary>Takes a piece away.</summary>
    public void Remove(ulong address)
    {
        lock (_lock)
        {
            _pieces.Remove(address);
        }
    }

    /// <summary>The device reads.</summary>
    public void Read(ulong address, Span<byte> target) => Find(address, target.Length, "read").CopyTo(target);

    /// <summary>The device writes.</summary>
    public void Write(ulong address, ReadOnlySpan<byte> source) => source.CopyTo(Find(address, source.Length, "write"));

    /// <summary>The bytes at an address; bytes that nobody sees if there is no memory.</summary>
    internal Span<byte> Find(ulong address, int length, string purpose)
    {
        lock (_lock)
        {
            // The last piece that starts at or below the address.
            int low = 0;
            int high = _pieces.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_pieces.Keys[middle] <= address)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            if (low > 0)
            {
                ulong offset = address - _pieces.Keys[low - 1];
                Piece piece = _pieces.Values[low - 1];
                if (offset + (ulong)length <= (ulong)piece.Length)
                {
                    return piece.Bytes().Slice((int)offset, length);
                }
            }

            _violations.Add($"{purpose} of {length} bytes at 0x{address:x}");
            return new byte[length];
        }
    }

    private sealed record Piece(int Length, Bytes Bytes);
}

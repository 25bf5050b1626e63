using System;
using System.IO;

namespace CosmosNvme.Lab;

/// <summary>Removes what firmware and GRUB write to the console before the kernel starts. Not thread-safe.</summary>
internal sealed class ConsoleFilter
{
    private readonly byte[] _marker;
    private readonly MemoryStream _prologue = new();
    private bool _open;

    /// <summary>Makes a filter.</summary>
    /// <param name="marker">The text after which output passes; empty if all output passes.</param>
    internal ConsoleFilter(ReadOnlySpan<byte> marker)
    {
        _marker = marker.ToArray();
        _open = marker.IsEmpty;
    }

    /// <summary>What was removed.</summary>
    internal ReadOnlySpan<byte> Prologue => _prologue.GetBuffer().AsSpan(0, (int)_prologue.Length);

    /// <summary>Takes the next piece of output and returns the part that passes.</summary>
    /// <param name="piece">Bytes as they came.</param>
    internal ReadOnlyMemory<byte> Pass(ReadOnlyMemory<byte> piece)
    {
        if (_open)
        {
            return piece;
        }

        _prologue.Write(piece.Span);
        int marker = Prologue.IndexOf(_marker);
        if (marker < 0)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        _open = true;
        byte[] rest = Prologue[(marker + _marker.Length)..].ToArray();
        _prologue.SetLength(_prologue.Length - rest.Length);
        return rest;
    }
}

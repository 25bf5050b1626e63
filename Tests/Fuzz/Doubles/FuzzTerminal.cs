using System;
using System.IO;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Fuzz;

/// <summary>A terminal on which everything was typed already; it then hangs up.</summary>
internal sealed class FuzzTerminal(byte[] typed) : ITerminal
{
    private readonly MemoryStream _shown = new();
    private readonly ManualResetEventSlim _drained = new();
    private int _taken;

    /// <summary>What was written to it.</summary>
    internal ReadOnlySpan<byte> Shown => _shown.ToArray();

    /// <summary>Waits until all that was typed is taken.</summary>
    internal void WaitUntilDrained() => _drained.Wait();

    /// <inheritdoc/>
    public int Read(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, typed.Length - _taken);
        typed.AsSpan(_taken, count).CopyTo(buffer);
        _taken += count;
        if (count == 0)
        {
            _drained.Set();
        }

        return count;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes) => _shown.Write(bytes);
}

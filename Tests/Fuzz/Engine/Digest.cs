using System;

namespace CosmosNvme.Fuzz;

/// <summary>A running sum of all that an input made the code say (FNV-1a, 64 bits).</summary>
internal struct Digest()
{
    private const ulong Prime = 0x100000001B3;

    /// <summary>The sum so far.</summary>
    internal ulong Value { get; private set; } = 0xCBF29CE484222325;

    /// <summary>Adds a number.</summary>
    internal void Add(ulong value) => Value = (Value ^ value) * Prime;

    /// <summary>Adds a number.</summary>
    internal void Add(long value) => Add((ulong)value);

    /// <summary>Adds a truth.</summary>
    internal void Add(bool value) => Add(value ? 1UL : 0UL);

    /// <summary>Adds a text, or that there is none.</summary>
    internal void Add(string? text)
    {
        Add(text is null ? ulong.MaxValue : (ulong)text.Length);
        foreach (char c in text ?? string.Empty)
        {
            Add((ulong)c);
        }
    }

    /// <summary>Adds bytes.</summary>
    internal void Add(ReadOnlySpan<byte> bytes)
    {
        Add((ulong)bytes.Length);
        foreach (byte next in bytes)
        {
            Add((ulong)next);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>A font of few glyphs, in memory of its own.</summary>
internal sealed unsafe class TestFont : IDisposable
{
    private readonly HostMemory _memory;

    /// <summary>Puts a font into use in which line y of a character's glyph is its low byte plus y.</summary>
    internal TestFont(string characters)
    {
        List<byte> font = [(byte)characters.Length, 0, 16, 0];
        char[] sorted = [.. characters.Order()];
        font.AddRange(sorted.SelectMany(c => BitConverter.GetBytes((ushort)c)));
        font.AddRange(sorted.SelectMany(c => Enumerable.Range(0, 16).Select(y => (byte)(c + y))));
        _memory = HostMemory.Aligned(4096, 4096);
        font.ToArray().CopyTo(new Span<byte>(_memory.Start, 4096));
        Font.Use(_memory.Start);
    }

    public void Dispose() => _memory.Dispose();
}

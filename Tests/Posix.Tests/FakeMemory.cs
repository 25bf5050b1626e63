using System;
using System.Collections.Generic;
using System.Text;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Posix.Tests;

/// <summary>Memory of callers: an arena for arguments, and a window whose committed pages have a protection.</summary>
internal sealed class FakeMemory : ICallMemory
{
    internal const ulong Arena = 0x10_0000;

    private const int WindowLength = 64 << 20;
    private const ulong PageBytes = 4096;

    private readonly byte[] _arena = new byte[4 << 20];
    private readonly byte[] _window = new byte[WindowLength];
    private readonly Dictionary<ulong, int> _protections = [];
    private int _used;

    /// <summary>Pages that may be committed before memory runs out.</summary>
    internal int PagesLeft { get; set; } = int.MaxValue;

    /// <summary>Pages that are committed.</summary>
    internal int Committed => _protections.Count;

    /// <inheritdoc/>
    public ulong WindowStart => 1UL << 40;

    // Addresses for many files; only the first of them have memory here.
    /// <inheritdoc/>
    public ulong WindowBytes => 1UL << 44;

    /// <inheritdoc/>
    public Memory<byte> At(ulong address, int count)
    {
        if (count == 0)
        {
            return Memory<byte>.Empty;
        }

        if (address >= WindowStart)
        {
            return _window.AsMemory(Fold(address), count);
        }

        return address >= Arena ? _arena.AsMemory((int)(address - Arena), count) : throw new BadAddressException();
    }

    /// <inheritdoc/>
    public string? ReadText(ulong address)
    {
        ReadOnlySpan<byte> rest = _arena.AsSpan((int)((address >= Arena ? address : throw new BadAddressException()) - Arena));
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    /// <inheritdoc/>
    public bool Commit(ulong address, ulong bytes)
    {
        if ((ulong)PagesLeft < bytes / PageBytes)
        {
            return false;
        }

        PagesLeft -= (int)(bytes / PageBytes);
        for (ulong page = address; page < address + bytes; page += PageBytes)
        {
            _protections[page] = 3;
            At(page, (int)PageBytes).Span.Clear();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Protect(ulong address, ulong bytes, int protection)
    {
        for (ulong page = address; page < address + bytes; page += PageBytes)
        {
            _protections[page] = _protections.ContainsKey(page) ? protection : throw new InvalidOperationException("not committed");
        }
    }

    /// <inheritdoc/>
    public void Decommit(ulong address, ulong bytes)
    {
        for (ulong page = address; page < address + bytes; page += PageBytes)
        {
            _protections.Remove(page);
        }
    }

    /// <summary>How a page can be used; -1: not at all, nothing is there.</summary>
    internal int ProtectionOf(ulong address) => _protections.GetValueOrDefault(address / PageBytes * PageBytes, -1);

    /// <summary>Puts a text into the arena.</summary>
    internal ulong Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text + '\0');
        ulong address = Space(bytes.Length);
        bytes.CopyTo(At(address, bytes.Length));
        return address;
    }

    /// <summary>Takes a piece of the arena.</summary>
    internal ulong Space(int bytes)
    {
        ulong address = Arena + (ulong)_used;
        _used += (bytes + 15) / 16 * 16;
        return address;
    }

    // Ranges of several files lie 64 GiB and a page apart: each gets 8 MiB here.
    private int Fold(ulong address)
    {
        ulong offset = address - WindowStart;
        ulong file = offset >> 36;
        return (int)((file * (8 << 20)) + (offset & ((8 << 20) - 1)));
    }
}

using System;

namespace CosmosNvme.ImageAnalysis;

/// <summary>A part of a linked image that is mapped when the image runs.</summary>
public sealed class ImageSection
{
    private readonly ReadOnlyMemory<byte> _contents;

    internal ImageSection(string name, ulong start, ulong size, bool isExecutable, bool isWritable, ReadOnlyMemory<byte> contents)
    {
        Name = name;
        Start = start;
        Size = size;
        IsExecutable = isExecutable;
        IsWritable = isWritable;
        _contents = contents;
    }

    /// <summary>The section's name, such as <c>.rodata</c>.</summary>
    public string Name { get; }

    /// <summary>Virtual address of the first byte.</summary>
    public ulong Start { get; }

    /// <summary>Size in bytes.</summary>
    public ulong Size { get; }

    /// <summary>Virtual address behind the last byte.</summary>
    public ulong End => Start + Size;

    /// <summary>True if the section holds code.</summary>
    public bool IsExecutable { get; }

    /// <summary>True if the section may change while the image runs. The linker's read-only-after-relocation sections count as constant.</summary>
    public bool IsWritable { get; }

    /// <summary>True if the file holds the section's bytes; false for zero-filled sections.</summary>
    public bool HasContents => !_contents.IsEmpty;

    /// <summary>True if <paramref name="address"/> lies in the section.</summary>
    public bool Contains(ulong address)
    {
        return address >= Start && address < End;
    }

    /// <summary>Returns up to <paramref name="length"/> bytes from <paramref name="address"/>, fewer at the section's end, none if it is zero-filled.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The address is not in the section.</exception>
    public ReadOnlyMemory<byte> Read(ulong address, ulong length)
    {
        if (!Contains(address))
        {
            throw new ArgumentOutOfRangeException(nameof(address), $"0x{address:x} is not in {Name}.");
        }

        if (_contents.IsEmpty)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        return _contents.Slice((int)(address - Start), (int)Math.Min(length, End - address));
    }
}

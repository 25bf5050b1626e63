using System;
using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.ImageAnalysis;

/// <summary>A function of the image: its address range and every name the symbol table has for it.</summary>
public sealed class CodeFunction
{
    internal CodeFunction(ulong start, ulong size, ImageSection section, IReadOnlyList<string> names, bool hasDeclaredSize)
    {
        Start = start;
        Size = size;
        Section = section;
        Names = names;
        HasDeclaredSize = hasDeclaredSize;
    }

    /// <summary>Virtual address of the first instruction.</summary>
    public ulong Start { get; }

    /// <summary>Size in bytes.</summary>
    public ulong Size { get; }

    /// <summary>Virtual address behind the function.</summary>
    public ulong End => Start + Size;

    /// <summary>The section that holds it.</summary>
    public ImageSection Section { get; }

    /// <summary>All symbols at <see cref="Start"/>: a method exported under another name has two. Never empty.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>False for an assembly label without <c>.size</c>; its range then ends at the next symbol.</summary>
    public bool HasDeclaredSize { get; }

    /// <summary>True if the compiler of managed code made this function.</summary>
    public bool IsManaged => Section.Name is "__managedcode";

    /// <summary>The name for people, an export name in brackets behind the method's own name.</summary>
    public string DisplayName
    {
        get
        {
            IEnumerable<string> readable = Names.OrderByDescending(name => name.Contains("__", StringComparison.Ordinal)).Select(MangledName.ToReadable).Distinct();
            string[] parts = readable.ToArray();
            return parts.Length == 1 ? parts[0] : $"{parts[0]} ({string.Join(", ", parts.Skip(1))})";
        }
    }

    /// <summary>True if <paramref name="address"/> lies in the function.</summary>
    public bool Contains(ulong address)
    {
        return address >= Start && address < End;
    }

    /// <summary>True if one of its names is <paramref name="name"/>.</summary>
    public bool IsNamed(string name)
    {
        return Names.Contains(name);
    }

    /// <summary>True if one of its names starts with <paramref name="prefix"/>.</summary>
    public bool HasPrefix(string prefix)
    {
        return Names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        return $"{DisplayName} at 0x{Start:x}";
    }
}

using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace CosmosNvme.Nvme.Tests;

/// <summary>A structure as a figure of the specification lists it: fields one behind the other, so that a mistake in one moves all that follow.</summary>
internal abstract class StructureTable(Type type, int bytes)
{
    internal List<(string Property, Func<byte[], object> Read, int First, int Length)> Rows { get; } = [];

    internal Type Type => type;

    internal int Bytes => bytes;

    /// <summary>Where the next field begins.</summary>
    internal int End { get; private protected set; }
}

/// <inheritdoc/>
internal sealed class StructureTable<T>(int bytes, Func<byte[], T> parse) : StructureTable(typeof(T), bytes)
{
    internal StructureTable<T> Field(string name, int length, Func<T, object> read, [CallerArgumentExpression(nameof(read))] string property = "")
    {
        Rows.Add((property[(property.LastIndexOf('.') + 1)..], data => read(parse(data)), End, length));
        return Skip(name, length);
    }

    /// <summary>A field that has no property of its own: a test of its own looks at it.</summary>
    internal StructureTable<T> Skip(string name, int length)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Reserved(length);
    }

    internal StructureTable<T> Reserved(int length)
    {
        End += length;
        return this;
    }

    /// <summary>A property that looks at what others show, and has tests of its own.</summary>
    internal StructureTable<T> Derived(string property)
    {
        Rows.Add((property, data => data, 0, 0));
        return this;
    }
}

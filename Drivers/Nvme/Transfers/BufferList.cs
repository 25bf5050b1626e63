using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// The caller's buffers of a read or a write, one or many, and how far they are used up. What comes first in the list comes first on
/// the medium. Lists are arrays, whose elements are reached without a virtual call, as those of a <see cref="Memory{T}"/> are not.
/// </summary>
internal struct BufferList
{
    private readonly Memory<byte> _target;
    private readonly ReadOnlyMemory<byte> _source;
    private readonly ArraySegment<Memory<byte>> _targets;
    private readonly ArraySegment<ReadOnlyMemory<byte>> _sources;
    private int _index;
    private int _offset;

    /// <summary>One buffer to read into.</summary>
    internal BufferList(Memory<byte> target)
    {
        _target = target;
        Direction = DmaDirection.FromDevice;
        Count = 1;
        Left = target.Length;
    }

    /// <summary>One buffer to write from.</summary>
    internal BufferList(ReadOnlyMemory<byte> source)
    {
        _source = source;
        Direction = DmaDirection.ToDevice;
        Count = 1;
        Left = source.Length;
    }

    /// <summary>Buffers to read into.</summary>
    /// <exception cref="OverflowException">They are longer than 2 GiB together.</exception>
    internal BufferList(ArraySegment<Memory<byte>> targets)
    {
        _targets = targets;
        Direction = DmaDirection.FromDevice;
        Count = targets.Count;
        foreach (Memory<byte> target in targets)
        {
            Left = checked(Left + target.Length);
        }
    }

    /// <summary>Buffers to write from.</summary>
    /// <exception cref="OverflowException">They are longer than 2 GiB together.</exception>
    internal BufferList(ArraySegment<ReadOnlyMemory<byte>> sources)
    {
        _sources = sources;
        Direction = DmaDirection.ToDevice;
        Count = sources.Count;
        foreach (ReadOnlyMemory<byte> source in sources)
        {
            Left = checked(Left + source.Length);
        }
    }

    /// <summary>Which way the data goes.</summary>
    internal DmaDirection Direction { get; }

    /// <summary>Bytes not used up yet.</summary>
    internal int Left { get; private set; }

    private int Count { get; }

    /// <summary>What is left of the first buffer that has something left.</summary>
    internal ReadOnlyMemory<byte> Current
    {
        get
        {
            SkipEmpty();
            return At(_index)[_offset..];
        }
    }

    /// <summary>Uses bytes up.</summary>
    /// <param name="bytes">At most <see cref="Left"/>.</param>
    internal void Advance(int bytes)
    {
        Left -= bytes;
        while (bytes > 0)
        {
            int taken = Math.Min(bytes, At(_index).Length - _offset);
            bytes -= taken;
            _offset += taken;
            SkipUsedUp();
        }
    }

    /// <summary>Copies what is next, without using it up.</summary>
    internal readonly void CopyTo(Span<byte> copy)
    {
        BufferList list = this;
        while (!copy.IsEmpty)
        {
            ReadOnlyMemory<byte> current = list.Current;
            int length = Math.Min(copy.Length, current.Length);
            current.Span[..length].CopyTo(copy);
            copy = copy[length..];
            list.Advance(length);
        }
    }

    /// <summary>Fills what is next, without using it up. Only of buffers to read into.</summary>
    internal readonly void CopyFrom(ReadOnlySpan<byte> copy)
    {
        BufferList list = this;
        while (!copy.IsEmpty)
        {
            list.SkipEmpty();
            Span<byte> current = list.TargetAt(list._index).Span[list._offset..];
            int length = Math.Min(copy.Length, current.Length);
            copy[..length].CopyTo(current);
            copy = copy[length..];
            list.Advance(length);
        }
    }

    private void SkipEmpty()
    {
        while (At(_index).Length == _offset)
        {
            _index++;
            _offset = 0;
        }
    }

    // Stays inside the list: behind the last buffer there is nothing to look at.
    private void SkipUsedUp()
    {
        if (At(_index).Length == _offset && _index + 1 < Count)
        {
            _index++;
            _offset = 0;
        }
    }

    private readonly ReadOnlyMemory<byte> At(int index)
    {
        if (Direction == DmaDirection.FromDevice)
        {
            return TargetAt(index);
        }

        return _sources.Count == 0 ? _source : _sources[index];
    }

    private readonly Memory<byte> TargetAt(int index) => _targets.Count == 0 ? _target : _targets[index];
}

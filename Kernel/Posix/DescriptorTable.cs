using System;
using System.Threading;

namespace CosmosNvme.Posix;

/// <summary>Descriptors and what they stand for. Any thread may use it; looking one up takes no lock.</summary>
internal sealed class DescriptorTable(int first, int capacity)
{
    private const int Initial = 64;

    private readonly Lock _lock = new();
    private OpenDescription?[] _entries = new OpenDescription?[Math.Min(Initial, capacity)];

    /// <summary>Gives a description the lowest free descriptor, and with it the caller's use of it; -1: all are taken.</summary>
    internal int Add(OpenDescription description)
    {
        lock (_lock)
        {
            int index = Array.IndexOf(_entries, null);
            if (index < 0)
            {
                if (_entries.Length == capacity)
                {
                    return -1;
                }

                index = _entries.Length;
                OpenDescription?[] grown = new OpenDescription?[Math.Min(capacity, index * 2)];
                _entries.CopyTo(grown, 0);
                Volatile.Write(ref _entries, grown);
            }

            Volatile.Write(ref _entries[index], description);
            return first + index;
        }
    }

    /// <summary>Begins a use of what a descriptor stands for; the caller ends it. Null: nothing.</summary>
    internal OpenDescription? Enter(int descriptor)
    {
        OpenDescription?[] entries = Volatile.Read(ref _entries);
        uint index = (uint)(descriptor - first);
        OpenDescription? description = index < (uint)entries.Length ? Volatile.Read(ref entries[index]) : null;
        return description is not null && description.TryEnter() ? description : null;
    }

    /// <summary>Frees a descriptor. The caller ends the use that it had.</summary>
    /// <returns>What it stood for; null: nothing.</returns>
    internal OpenDescription? Remove(int descriptor)
    {
        lock (_lock)
        {
            uint index = (uint)(descriptor - first);
            OpenDescription? description = index < (uint)_entries.Length ? _entries[index] : null;
            if (description is not null)
            {
                Volatile.Write(ref _entries[index], null);
            }

            return description;
        }
    }
}

using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>
/// What one call of open made and all its duplicates share: the file and the place in it. It ends when the last descriptor is closed,
/// the last mapping undone and the last call on it has returned.
/// </summary>
internal sealed class OpenDescription(OpenFile file, uint flags)
{
    private int _users = 1;

    /// <summary>The file.</summary>
    internal OpenFile File { get; } = file;

    /// <summary>What F_GETFL tells.</summary>
    internal uint Flags { get; set; } = flags & ~OpenFlags.OnlyForOpening;

    /// <summary>Held by who uses or moves the place, as one call at a time may.</summary>
    internal Lock PlaceLock { get; } = new();

    /// <summary>The place: the byte that is read or written next, or the number of the directory's next entry. Under <see cref="PlaceLock"/>.</summary>
    internal ulong Place { get; set; }

    /// <summary>What the directory held when it was read from its beginning; null before. Under <see cref="PlaceLock"/>.</summary>
    internal List<FileNode>? Entries { get; set; }

    /// <summary>Begins a use; false: it has ended.</summary>
    internal bool TryEnter()
    {
        int seen = Volatile.Read(ref _users);
        while (seen != 0)
        {
            int before = Interlocked.CompareExchange(ref _users, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>Ends a use.</summary>
    internal void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            File.Dispose();
        }
    }
}

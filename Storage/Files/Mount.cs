using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>A file system at its place in the tree.</summary>
public sealed class Mount
{
    private const int Closed = -1;

    private static int s_lastNumber;

    private int _users;

    internal Mount(string source, string path, FileSystem fileSystem, bool isReadOnly)
    {
        Source = source;
        Path = path;
        FileSystem = fileSystem;
        IsReadOnly = isReadOnly;
    }

    /// <summary>A number that no other mount has or had: the device number that stat tells.</summary>
    public int Number { get; } = Interlocked.Increment(ref s_lastNumber);

    /// <summary>The device as a path, like /dev/nvme0n1p1, or the name of what has no device.</summary>
    public string Source { get; }

    /// <summary>The directory it covers, as a path without . and .. and doubled slashes.</summary>
    public string Path { get; }

    /// <summary>The file system.</summary>
    public FileSystem FileSystem { get; }

    /// <summary>True if nothing may be changed through this mount.</summary>
    public bool IsReadOnly { get; }

    // Fails when the mount is closed: then it is about to leave the tree.
    internal bool TryEnter()
    {
        int seen = Volatile.Read(ref _users);
        while (seen != Closed)
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

    // For who is in already and stays longer.
    internal void Stay() => Interlocked.Increment(ref _users);

    internal void Leave() => Interlocked.Decrement(ref _users);

    // Succeeds only while nobody uses it; from then on nobody can.
    internal bool TryClose() => Interlocked.CompareExchange(ref _users, Closed, 0) == 0;
}

using System;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>What files, directories and links in memory have in common: times, permissions, and when they go.</summary>
internal abstract class MemoryNode : FileNode
{
    private const int PermissionBits = 0xfff;

    private readonly ulong _inode;
    private readonly long _created;
    private int _permissions;
    private long _modified;
    private long _accessed;

    // Uses as an open file. Guarded by the lock of names, like IsRemoved.
    private int _users;

    private protected MemoryNode(MemoryFileSystem fileSystem, string name, FileKind kind, int permissions)
        : base(name, kind)
    {
        FileSystem = fileSystem;
        _permissions = permissions;
        _inode = fileSystem.NextInode();
        _created = DateTime.UtcNow.Ticks;
        _modified = _created;
        _accessed = _created;
    }

    /// <summary>True from when the node has no name any more; set under the lock of names.</summary>
    internal bool IsRemoved { get; private set; }

    private protected MemoryFileSystem FileSystem { get; }

    private protected virtual ulong Length => 0;

    private protected virtual ulong AllocatedBytes => 0;

    private protected virtual uint Links => IsRemoved ? 0U : 1U;

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        information = new FileInformation(Kind, Length, AllocatedBytes, Volatile.Read(ref _permissions), _inode, Time(ref _modified), Time(ref _accessed), new DateTime(_created, DateTimeKind.Utc))
        {
            Links = Links,
        };
        return FileStatus.Success;
    }

    /// <summary>Its new name, under the lock of names.</summary>
    internal void Respell(string name) => Name = name;

    /// <summary>Takes its last name away, under the lock of names.</summary>
    internal void MarkRemoved()
    {
        IsRemoved = true;
        FileSystem.GiveNode();
        if (_users == 0)
        {
            Free();
        }
    }

    /// <summary>Notes that the content changed now.</summary>
    internal void Touch() => Volatile.Write(ref _modified, DateTime.UtcNow.Ticks);

    /// <inheritdoc/>
    internal override FileStatus Acquire()
    {
        lock (FileSystem.Names)
        {
            _users += IsRemoved ? 0 : 1;
            return FileStatus.Of(IsRemoved ? FileError.NoEntry : FileError.None);
        }
    }

    /// <inheritdoc/>
    internal override void Release()
    {
        lock (FileSystem.Names)
        {
            if (--_users == 0 && IsRemoved)
            {
                Free();
            }
        }
    }

    /// <inheritdoc/>
    internal override FileStatus SetTimes(DateTime? accessed, DateTime? modified)
    {
        if (accessed is DateTime use)
        {
            Volatile.Write(ref _accessed, use.Ticks);
        }

        if (modified is DateTime change)
        {
            Volatile.Write(ref _modified, change.Ticks);
        }

        return FileStatus.Success;
    }

    /// <inheritdoc/>
    internal override FileStatus SetPermissions(int permissions)
    {
        Volatile.Write(ref _permissions, permissions & PermissionBits);
        return FileStatus.Success;
    }

    /// <summary>Gives back what the content takes: nobody can reach it any more.</summary>
    private protected virtual void Free()
    {
    }

    private static DateTime Time(ref long ticks) => new(Volatile.Read(ref ticks), DateTimeKind.Utc);
}

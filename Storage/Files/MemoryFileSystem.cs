using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A file system in memory, as Linux's tmpfs: files, directories and symbolic links, up to a limit of bytes.</summary>
internal sealed class MemoryFileSystem : FileSystem
{
    /// <summary>Bytes of a page of content: a file takes whole pages, and none for holes.</summary>
    internal const int PageBytes = 4096;

    // What a directory, a link or an empty file counts for; so that names alone cannot take all memory either.
    private const int NodeBytes = 1024;
    private const uint TemporaryFileSystemMagic = 0x0102_1994;
    private const uint MostNameBytes = 255;

    private readonly long _mostBytes;
    private long _usedBytes;
    private long _lastInode;

    /// <summary>Makes an empty one.</summary>
    /// <param name="mostBytes">The limit.</param>
    /// <param name="permissions">Permission bits of the root.</param>
    internal MemoryFileSystem(ulong mostBytes, int permissions)
    {
        _mostBytes = (long)mostBytes;
        Root = new MemoryDirectory(this, string.Empty, permissions);
    }

    /// <inheritdoc/>
    public override string TypeName => "tmpfs";

    /// <inheritdoc/>
    public override uint Magic => TemporaryFileSystemMagic;

    /// <inheritdoc/>
    public override IBlockDevice? Device => null;

    /// <inheritdoc/>
    public override bool IsReadOnly => false;

    /// <inheritdoc/>
    public override FileNode Root { get; }

    /// <summary>Held around every change of names.</summary>
    internal Lock Names { get; } = new();

    /// <inheritdoc/>
    public override FileStatus GetSpace(out FileSystemSpace space)
    {
        long free = _mostBytes - Volatile.Read(ref _usedBytes);
        space = new FileSystemSpace(PageBytes, (ulong)_mostBytes / PageBytes, (ulong)(free > 0 ? free : 0) / PageBytes, (ulong)_mostBytes / NodeBytes, (ulong)(free > 0 ? free : 0) / NodeBytes, MostNameBytes);
        return FileStatus.Success;
    }

    internal ulong NextInode() => (ulong)Interlocked.Increment(ref _lastInode);

    /// <summary>Takes pages of the limit; false if it does not have them.</summary>
    internal bool TryTakePages(int count) => TryTake((long)count * PageBytes);

    internal void GivePages(int count) => Interlocked.Add(ref _usedBytes, -(long)count * PageBytes);

    internal bool TryTakeNode() => TryTake(NodeBytes);

    internal void GiveNode() => Interlocked.Add(ref _usedBytes, -NodeBytes);

    private bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _usedBytes, bytes) <= _mostBytes)
        {
            return true;
        }

        Interlocked.Add(ref _usedBytes, -bytes);
        return false;
    }
}

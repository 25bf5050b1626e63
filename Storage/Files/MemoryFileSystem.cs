using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>The file system in memory that the root is: directories, for others to be mounted on.</summary>
internal sealed class MemoryFileSystem : FileSystem
{
    /// <summary>Makes an empty one.</summary>
    internal MemoryFileSystem()
    {
        Root = new MemoryDirectory(string.Empty, DateTime.UtcNow, 1);
    }

    /// <inheritdoc/>
    public override string TypeName => "tmpfs";

    /// <inheritdoc/>
    public override IBlockDevice? Device => null;

    /// <inheritdoc/>
    public override bool IsReadOnly => false;

    /// <inheritdoc/>
    public override FileNode Root { get; }
}

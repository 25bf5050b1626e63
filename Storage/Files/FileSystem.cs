using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A file system that is ready for use. Knows nothing of where it is mounted. Any number of threads may use one at once.</summary>
public abstract class FileSystem
{
    private protected FileSystem()
    {
    }

    /// <summary>Its type as Linux calls it, like vfat.</summary>
    public abstract string TypeName { get; }

    /// <summary>The number that Linux's statfs has for the type (linux/magic.h); 0 if it has none.</summary>
    public virtual uint Magic => 0;

    /// <summary>The device it lies on; null if it lies on none.</summary>
    public abstract IBlockDevice? Device { get; }

    /// <summary>True if nothing can be changed on it.</summary>
    public abstract bool IsReadOnly { get; }

    /// <summary>Its topmost directory; always the same object.</summary>
    public abstract FileNode Root { get; }

    /// <summary>Whether the device is told what becomes free (<see cref="IBlockDevice.Discard"/>), once that is durable. Of no effect where a file system cannot.</summary>
    public bool Discards { get; set; }

    /// <summary>Makes every change that was made before this call durable.</summary>
    public virtual FileStatus Flush() => FileStatus.Success;

    /// <summary>Tells how large and how full it is.</summary>
    /// <param name="space">Receives it.</param>
    public virtual FileStatus GetSpace(out FileSystemSpace space)
    {
        space = default;
        return FileStatus.Of(FileError.NotSupported);
    }

    /// <summary>Tells the device of everything that is free.</summary>
    /// <param name="bytes">Receives how much that is.</param>
    public virtual FileStatus Trim(out ulong bytes)
    {
        bytes = 0;
        return FileStatus.Of(FileError.NotSupported);
    }

    /// <summary>
    /// Ends its use: everything is made durable and the volume is marked as left in order. Nobody has a file of it acquired any more,
    /// and nobody calls anything of it afterwards.
    /// </summary>
    /// <returns>Success, or what kept it from being left in order: it is out of use all the same.</returns>
    public virtual FileStatus Close() => FileStatus.Success;
}

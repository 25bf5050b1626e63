using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A file system that is ready for use. Knows nothing of where it is mounted.</summary>
public abstract class FileSystem
{
    private protected FileSystem()
    {
    }

    /// <summary>Its type as Linux calls it, like vfat.</summary>
    public abstract string TypeName { get; }

    /// <summary>The device it lies on; null if it lies on none.</summary>
    public abstract IBlockDevice? Device { get; }

    /// <summary>True if nothing can be changed on it.</summary>
    public abstract bool IsReadOnly { get; }

    /// <summary>Its topmost directory.</summary>
    public abstract FileNode Root { get; }
}

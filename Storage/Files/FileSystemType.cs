using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A kind of file system that can be mounted. Stateless.</summary>
internal abstract class FileSystemType
{
    /// <summary>Looks whether a device holds a file system of this type.</summary>
    /// <returns>What it holds; null if it is nothing of this type.</returns>
    internal abstract FileSystemIdentity? Identify(IBlockDevice device);

    /// <summary>Makes the file system of a device ready for use.</summary>
    /// <param name="device">A device that <see cref="Identify"/> recognised.</param>
    /// <param name="writable">Whether it must be possible to change it.</param>
    /// <param name="fileSystem">Receives it; null after a failure.</param>
    internal abstract FileStatus Mount(IBlockDevice device, bool writable, out FileSystem? fileSystem);
}

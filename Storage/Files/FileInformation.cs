using System;

namespace CosmosNvme.Storage;

/// <summary>What a file system knows about a file, as stat tells it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="AllocatedBytes">Bytes that it takes on the device.</param>
/// <param name="Permissions">The nine permission bits of POSIX.</param>
/// <param name="Inode">A number that no other file of the same mounted file system has.</param>
/// <param name="Modified">Time of the last change, UTC.</param>
/// <param name="Accessed">Time of the last use, UTC; as coarse as the file system keeps it.</param>
/// <param name="Created">Time of creation, UTC.</param>
public sealed record FileInformation(
    FileKind Kind,
    ulong Length,
    ulong AllocatedBytes,
    int Permissions,
    ulong Inode,
    DateTime Modified,
    DateTime Accessed,
    DateTime Created)
{
    /// <summary>Names that the file has; 0 once the last one is removed.</summary>
    public uint Links { get; init; } = 1;
}

namespace CosmosNvme.Storage;

/// <summary>What a name stands for.</summary>
public enum FileKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A character device: a stream of bytes without a place, like /dev/null.</summary>
    CharacterDevice,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,
}

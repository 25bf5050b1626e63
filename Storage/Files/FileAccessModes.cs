using System;

namespace CosmosNvme.Storage;

/// <summary>What an open file may be used for, and how it is opened: the O_ flags of POSIX.</summary>
[Flags]
public enum FileAccessModes
{
    /// <summary>Only its status is asked for (O_PATH): the file itself is not opened.</summary>
    None = 0,

    /// <summary>Reading; listing for a directory.</summary>
    Read = 1,

    /// <summary>Writing. A directory cannot be opened for it.</summary>
    Write = 1 << 1,

    /// <summary>Each write goes to what is the end of the file then (O_APPEND).</summary>
    Append = 1 << 2,

    /// <summary>A missing file is made (O_CREAT).</summary>
    Create = 1 << 3,

    /// <summary>With <see cref="Create"/>: the file must be missing, and a symbolic link at the end of the path is not followed (O_EXCL).</summary>
    Exclusive = 1 << 4,

    /// <summary>A file that is there is emptied (O_TRUNC).</summary>
    Truncate = 1 << 5,

    /// <summary>It must be a directory (O_DIRECTORY).</summary>
    Directory = 1 << 6,

    /// <summary>A symbolic link at the end of the path is not followed (O_NOFOLLOW): without <see cref="None"/> it is <see cref="FileError.Loop"/>.</summary>
    NoFollow = 1 << 7,

    /// <summary>Each write is durable when it returns, times and length included (O_SYNC).</summary>
    Synchronous = 1 << 8,

    /// <summary>Each write is durable when it returns, as far as reading it back needs (O_DSYNC).</summary>
    DataSynchronous = 1 << 9,

    /// <summary>
    /// Past the cache (O_DIRECT): offsets and lengths are multiples of the device's blocks. Where a file system cannot do that, opening is <see cref="FileError.Invalid"/>.
    /// </summary>
    Direct = 1 << 10,
}

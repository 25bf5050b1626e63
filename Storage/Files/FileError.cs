namespace CosmosNvme.Storage;

/// <summary>Why something about files did not work. The values are Linux's error numbers, for callers that speak them.</summary>
public enum FileError
{
    /// <summary>It worked.</summary>
    None = 0,

    /// <summary>EPERM: what a file system has no place for, like hard links on FAT.</summary>
    NotPermitted = 1,

    /// <summary>ENOENT.</summary>
    NoEntry = 2,

    /// <summary>EIO: the device could not deliver.</summary>
    InputOutput = 5,

    /// <summary>EBADF: the file was opened for something else.</summary>
    BadFile = 9,

    /// <summary>EAGAIN: it would have to wait, and was not to.</summary>
    Again = 11,

    /// <summary>ENOMEM.</summary>
    NoMemory = 12,

    /// <summary>EACCES.</summary>
    AccessDenied = 13,

    /// <summary>EBUSY.</summary>
    Busy = 16,

    /// <summary>EEXIST.</summary>
    Exists = 17,

    /// <summary>EXDEV: from one file system to another.</summary>
    CrossDevice = 18,

    /// <summary>ENODEV: the device is gone.</summary>
    NoDevice = 19,

    /// <summary>ENOTDIR.</summary>
    NotADirectory = 20,

    /// <summary>EISDIR.</summary>
    IsADirectory = 21,

    /// <summary>EINVAL.</summary>
    Invalid = 22,

    /// <summary>EFBIG: longer than the file system can have a file.</summary>
    TooLarge = 27,

    /// <summary>ENOSPC.</summary>
    NoSpace = 28,

    /// <summary>EROFS.</summary>
    ReadOnly = 30,

    /// <summary>EMLINK.</summary>
    TooManyLinks = 31,

    /// <summary>EDEADLK.</summary>
    Deadlock = 35,

    /// <summary>ENAMETOOLONG.</summary>
    NameTooLong = 36,

    /// <summary>ENOTEMPTY.</summary>
    NotEmpty = 39,

    /// <summary>ELOOP: too many symbolic links, or one where none was allowed.</summary>
    Loop = 40,

    /// <summary>EOPNOTSUPP.</summary>
    NotSupported = 95,

    /// <summary>EUCLEAN: the file system contradicts itself.</summary>
    Damaged = 117,
}

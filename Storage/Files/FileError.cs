namespace CosmosNvme.Storage;

/// <summary>Why something about files did not work. The values are Linux's error numbers, for callers that speak them.</summary>
public enum FileError
{
    /// <summary>It worked.</summary>
    None = 0,

    /// <summary>ENOENT.</summary>
    NoEntry = 2,

    /// <summary>EIO: the device could not deliver.</summary>
    InputOutput = 5,

    /// <summary>EBUSY.</summary>
    Busy = 16,

    /// <summary>EEXIST.</summary>
    Exists = 17,

    /// <summary>ENOTDIR.</summary>
    NotADirectory = 20,

    /// <summary>EISDIR.</summary>
    IsADirectory = 21,

    /// <summary>EINVAL.</summary>
    Invalid = 22,

    /// <summary>EROFS.</summary>
    ReadOnly = 30,

    /// <summary>ENAMETOOLONG.</summary>
    NameTooLong = 36,

    /// <summary>EOPNOTSUPP.</summary>
    NotSupported = 95,

    /// <summary>EUCLEAN: the file system contradicts itself.</summary>
    Damaged = 117,
}

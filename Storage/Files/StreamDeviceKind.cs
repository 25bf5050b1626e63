namespace CosmosNvme.Storage;

/// <summary>What a <see cref="StreamDevice"/> does.</summary>
internal enum StreamDeviceKind
{
    /// <summary>Ends at once; takes everything.</summary>
    Null,

    /// <summary>Gives zeros; takes everything.</summary>
    Zero,

    /// <summary>Gives zeros; has no space for anything.</summary>
    Full,

    /// <summary>Gives random bytes that are good enough for keys; takes everything.</summary>
    Random,
}

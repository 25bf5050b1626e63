using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>The outcome of a request about files.</summary>
/// <param name="Error">What went wrong.</param>
/// <param name="Detail">What exactly, and where, as a phrase; null if the error says it all.</param>
public readonly record struct FileStatus(FileError Error, string? Detail)
{
    /// <summary>Success.</summary>
    public static FileStatus Success => default;

    /// <summary>True if the request did all it was asked for.</summary>
    public bool IsSuccess => Error == FileError.None;

    /// <summary>The reason in words: the detail, or what Linux says for the error.</summary>
    public string Message => Detail ?? Error switch
    {
        FileError.None => "Success",
        FileError.NotPermitted => "Operation not permitted",
        FileError.NoEntry => "No such file or directory",
        FileError.InputOutput => "Input/output error",
        FileError.BadFile => "Bad file descriptor",
        FileError.Again => "Resource temporarily unavailable",
        FileError.NoMemory => "Cannot allocate memory",
        FileError.AccessDenied => "Permission denied",
        FileError.Busy => "Device or resource busy",
        FileError.Exists => "File exists",
        FileError.CrossDevice => "Invalid cross-device link",
        FileError.NoDevice => "No such device",
        FileError.NotADirectory => "Not a directory",
        FileError.IsADirectory => "Is a directory",
        FileError.Invalid => "Invalid argument",
        FileError.TooLarge => "File too large",
        FileError.NoSpace => "No space left on device",
        FileError.ReadOnly => "Read-only file system",
        FileError.TooManyLinks => "Too many links",
        FileError.Deadlock => "Resource deadlock avoided",
        FileError.NameTooLong => "File name too long",
        FileError.NotEmpty => "Directory not empty",
        FileError.Loop => "Too many levels of symbolic links",
        FileError.NotSupported => "Operation not supported",
        _ => "Structure needs cleaning",
    };

    /// <summary>A failure.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="detail">What exactly, as a phrase.</param>
    public static FileStatus Of(FileError error, string? detail = null) => new(error, detail);

    /// <summary>A failure of the device under a file system.</summary>
    /// <param name="device">The device.</param>
    /// <param name="status">What it answered.</param>
    /// <param name="what">What was to be read or written.</param>
    /// <param name="verb">What was to be done with it.</param>
    internal static FileStatus OfDevice(IBlockDevice device, BlockStatus status, string what, string verb = "read") =>
        new(ErrorOf(status), $"{Of(ErrorOf(status)).Message}: {device.Name} could not {verb} {what} ({status.Error}{(status.Detail == 0 ? string.Empty : $", device status 0x{status.Detail:x}")})");

    private static FileError ErrorOf(BlockStatus status) => status.Error switch
    {
        BlockError.ReadOnly => FileError.ReadOnly,
        BlockError.DeviceGone => FileError.NoDevice,
        _ => FileError.InputOutput,
    };
}

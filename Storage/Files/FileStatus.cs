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
        FileError.NoEntry => "No such file or directory",
        FileError.InputOutput => "Input/output error",
        FileError.Busy => "Device or resource busy",
        FileError.Exists => "File exists",
        FileError.NotADirectory => "Not a directory",
        FileError.IsADirectory => "Is a directory",
        FileError.Invalid => "Invalid argument",
        FileError.ReadOnly => "Read-only file system",
        FileError.NameTooLong => "File name too long",
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
    /// <param name="what">What was to be read.</param>
    internal static FileStatus OfDevice(IBlockDevice device, BlockStatus status, string what) =>
        new(FileError.InputOutput, $"Input/output error: {device.Name} could not read {what} ({status.Error}{(status.Detail == 0 ? string.Empty : $", device status 0x{status.Detail:x}")})");
}

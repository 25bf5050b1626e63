using System;
using System.IO;

namespace CosmosNvme.Shell;

/// <summary>Says what went wrong with a file in the words that Linux users know.</summary>
internal static class FileErrors
{
    /// <summary>True for the exceptions that opening, reading or writing a file throws.</summary>
    internal static bool IsFileError(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    /// <summary>The reason in a few words.</summary>
    internal static string Describe(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "No such file or directory",
        PathTooLongException => "File name too long",
        UnauthorizedAccessException { InnerException: null } => "Permission denied",
        UnauthorizedAccessException => exception.InnerException.Message,
        _ => exception.Message,
    };
}

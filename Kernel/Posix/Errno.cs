using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>Linux error numbers that no <see cref="FileError"/> stands for (asm-generic/errno-base.h, errno.h), and how calls return errors.</summary>
internal static class Errno
{
    internal const int NoSuchAddress = 6;
    internal const int TooManyFiles = 24;
    internal const int NoTerminal = 25;
    internal const int Range = 34;
    internal const int NotImplemented = 38;
    internal const int IllegalSequence = 84;

    /// <summary>What a call returns for a status.</summary>
    internal static long Of(FileStatus status) => -(long)status.Error;

    /// <summary>What a call returns for an error.</summary>
    internal static long Of(FileError error) => -(long)error;
}

namespace CosmosNvme.Nucleus;

/// <summary>Linux error numbers (asm-generic/errno-base.h, errno.h), positive; system calls return them negated.</summary>
internal static class Errno
{
    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int NoProcess = 3;
    internal const int Interrupted = 4;
    internal const int BadFile = 9;
    internal const int Again = 11;
    internal const int NoMemory = 12;
    internal const int AccessDenied = 13;
    internal const int Fault = 14;
    internal const int NotDirectory = 20;
    internal const int InvalidArgument = 22;
    internal const int TooManyFiles = 24;
    internal const int NotTerminal = 25;
    internal const int IllegalSeek = 29;
    internal const int ReadOnlyFileSystem = 30;
    internal const int BrokenPipe = 32;
    internal const int Range = 34;
    internal const int NameTooLong = 36;
    internal const int NotImplemented = 38;
    internal const int TimedOut = 110;
}

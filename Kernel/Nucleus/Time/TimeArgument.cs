namespace CosmosNvme.Nucleus;

/// <summary>struct timespec arguments of system calls.</summary>
internal static unsafe class TimeArgument
{
    private const ulong LongestSeconds = ulong.MaxValue / Clock.NanosecondsPerSecond / 4;

    /// <summary>
    /// Reads a timespec and turns it into a deadline in monotonic nanoseconds. 0, or a negative error number.
    /// </summary>
    internal static long ReadDeadline(ulong address, bool absolute, bool realTime, ulong* deadline)
    {
        ulong seconds;
        ulong nanoseconds;
        if (!UserMemory.TryRead64(address, &seconds) || !UserMemory.TryRead64(address + 8, &nanoseconds))
        {
            return -Errno.Fault;
        }

        return ToDeadline(seconds, nanoseconds, absolute, realTime, Clock.Monotonic(), deadline);
    }

    /// <summary>The same for the two fields of a timespec, when it is <paramref name="now"/>.</summary>
    internal static long ToDeadline(ulong seconds, ulong nanoseconds, bool absolute, bool realTime, ulong now, ulong* deadline)
    {
        if ((long)seconds < 0 || nanoseconds >= Clock.NanosecondsPerSecond)
        {
            return -Errno.InvalidArgument;
        }

        if (seconds > LongestSeconds)
        {
            *deadline = Waiting.Forever - 1;
            return 0;
        }

        ulong time = (seconds * Clock.NanosecondsPerSecond) + nanoseconds;
        if (!absolute)
        {
            time += now;
        }
        else if (realTime)
        {
            time = time > Clock.RealTimeOffset ? time - Clock.RealTimeOffset : 0;
        }

        *deadline = time;
        return 0;
    }

    /// <summary>Writes nanoseconds as a timespec.</summary>
    internal static bool TryWrite(ulong address, ulong nanoseconds) =>
        UserMemory.TryWrite64(address, nanoseconds / Clock.NanosecondsPerSecond)
        && UserMemory.TryWrite64(address + 8, nanoseconds % Clock.NanosecondsPerSecond);
}

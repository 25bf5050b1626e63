namespace CosmosNvme.Nucleus;

/// <summary>Clock and sleep calls. Clocks are usually read through the vDSO; these serve what it does not know.</summary>
internal static unsafe class TimeCalls
{
    private const int RealTime = 0;
    private const int Monotonic = 1;
    private const int ProcessCpuTime = 2;
    private const int ThreadCpuTime = 3;
    private const int RealTimeCoarse = 5;
    private const int BootTime = 7;
    private const ulong Absolute = 1;

    internal static long GetTime(Thread* thread, int clock, ulong target)
    {
        ulong time;
        switch (clock)
        {
            case RealTime:
            case RealTimeCoarse:
                time = Clock.RealTime();
                break;
            case Monotonic:
            case > RealTimeCoarse and <= BootTime:
            case RealTimeCoarse - 1:
                time = Clock.Monotonic();
                break;
            case ThreadCpuTime:
                time = ThreadTime(thread);
                break;
            case ProcessCpuTime:
                time = ProcessTime();
                break;
            default:
                return -Errno.InvalidArgument;
        }

        return TimeArgument.TryWrite(target, time) ? 0 : -Errno.Fault;
    }

    internal static long GetTimeOfDay(ulong target)
    {
        ulong microseconds = Clock.RealTime() / 1000;
        return target == 0 || (UserMemory.TryWrite64(target, microseconds / 1_000_000)
            && UserMemory.TryWrite64(target + 8, microseconds % 1_000_000)) ? 0 : -Errno.Fault;
    }

    internal static long GetSeconds(ulong target)
    {
        ulong seconds = Clock.RealTime() / Clock.NanosecondsPerSecond;
        return target == 0 || UserMemory.TryWrite64(target, seconds) ? (long)seconds : -Errno.Fault;
    }

    internal static long Sleep(Thread* thread, int clock, ulong flags, ulong request)
    {
        if (clock is not (RealTime or Monotonic or BootTime))
        {
            return -Errno.InvalidArgument;
        }

        ulong deadline = 0;
        long error = TimeArgument.ReadDeadline(request, (flags & Absolute) != 0, clock == RealTime, &deadline);
        if (error != 0 || deadline <= Clock.Monotonic())
        {
            return error;
        }

        return Waiting.Block(thread, null, 0, 0, deadline, 0, -Errno.Interrupted);
    }

    /// <summary>CPU time of the running thread.</summary>
    internal static ulong ThreadTime(Thread* thread) => thread->CpuNanoseconds + (Clock.Monotonic() - Asm.ThisCpu()->SwitchedAt);

    /// <summary>CPU time of all threads.</summary>
    internal static ulong ProcessTime()
    {
        ulong total = 0;
        for (int i = 0; i < Cpus.Count; i++)
        {
            total += Cpus.Get(i)->BusyNanoseconds;
        }

        return total + (Clock.Monotonic() - Asm.ThisCpu()->SwitchedAt);
    }
}

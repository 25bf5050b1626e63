using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>CPUs for managed threads. Callable from every thread; nothing here allocates or blocks.</summary>
public static unsafe class CpuServices
{
    private const int ReadAttempts = 8;

    /// <summary>True in ring 0: the program was booted. False when it was started as a Linux process, where nothing else here may be called.</summary>
    public static bool IsBare => PrivilegeLevel == 0;

    /// <summary>Privilege level of the running code, 0 to 3.</summary>
    public static int PrivilegeLevel => (int)(ServiceAsm.CodeSelector() & 3);

    /// <summary>CPUs that firmware reports.</summary>
    public static int Count => Cpus.Count;

    /// <summary>CPU that runs the caller; it may move right after.</summary>
    public static int Current => Asm.ThisCpu()->Index;

    /// <summary>Bit n: CPU n is online.</summary>
    public static ulong OnlineMask => Volatile.Read(ref Cpus.OnlineMask);

    /// <summary>Reads the counters of a CPU; they run on meanwhile, each is whole.</summary>
    /// <param name="index">0 up to <see cref="Count"/> - 1.</param>
    /// <param name="snapshot">Receives them.</param>
    /// <returns>False if there is no such CPU.</returns>
    public static bool TryRead(int index, out CpuSnapshot snapshot)
    {
        snapshot = default;
        if ((uint)index >= (uint)Cpus.Count)
        {
            return false;
        }

        Cpu* cpu = Cpus.Get(index);
        snapshot.ApicId = cpu->ApicId;
        snapshot.Online = (uint)Volatile.Read(ref cpu->Online);
        ReadTimes(cpu, ref snapshot);
        snapshot.ContextSwitches = cpu->ContextSwitches;
        snapshot.Interrupts = cpu->Interrupts;
        snapshot.PageFaults = cpu->PageFaults;
        snapshot.SystemCalls = cpu->SystemCalls;
        return true;
    }

    // The counters move at thread switches; what runs now is added here. A switch in between shows in SwitchedAt.
    private static void ReadTimes(Cpu* cpu, ref CpuSnapshot snapshot)
    {
        for (int attempt = 0; attempt < ReadAttempts; attempt++)
        {
            ulong switchedAt = Volatile.Read(ref cpu->SwitchedAt);
            ulong busy = Volatile.Read(ref cpu->BusyNanoseconds);
            ulong idle = Volatile.Read(ref cpu->IdleNanoseconds);
            bool isIdle = cpu->Current == cpu->Idle;
            ulong now = Clock.Monotonic();
            ulong running = snapshot.Online != 0 && now > switchedAt ? now - switchedAt : 0;
            snapshot.BusyNanoseconds = isIdle ? busy : busy + running;
            snapshot.IdleNanoseconds = isIdle ? idle + running : idle;
            if (Volatile.Read(ref cpu->SwitchedAt) == switchedAt)
            {
                return;
            }
        }
    }
}

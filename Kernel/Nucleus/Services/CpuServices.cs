namespace CosmosNvme.Nucleus;

/// <summary>CPUs for managed threads. Callable from every thread; nothing here allocates or blocks.</summary>
public static unsafe class CpuServices
{
    /// <summary>True in ring 0: the program was booted. False when it was started as a Linux process, where nothing else here may be called.</summary>
    public static bool IsBare => PrivilegeLevel == 0;

    /// <summary>Privilege level of the running code, 0 to 3.</summary>
    public static int PrivilegeLevel => (int)(ServiceAsm.CodeSelector() & 3);

    /// <summary>CPUs that firmware reports.</summary>
    public static int Count => Cpus.Count;

    /// <summary>CPU that runs the caller; it may move right after.</summary>
    public static int Current => Asm.ThisCpu()->Index;

    /// <summary>Bit n: CPU n is online.</summary>
    public static ulong OnlineMask => System.Threading.Volatile.Read(ref Cpus.OnlineMask);

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
        snapshot.Online = (uint)cpu->Online;
        snapshot.BusyNanoseconds = cpu->BusyNanoseconds;
        snapshot.IdleNanoseconds = cpu->IdleNanoseconds;
        snapshot.ContextSwitches = cpu->ContextSwitches;
        snapshot.Interrupts = cpu->Interrupts;
        snapshot.PageFaults = cpu->PageFaults;
        snapshot.SystemCalls = cpu->SystemCalls;
        return true;
    }
}

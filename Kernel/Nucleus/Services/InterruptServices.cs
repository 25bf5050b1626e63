using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Device interrupts for managed threads. Nothing here allocates or blocks; waiting is system call <see cref="WaitCall"/>. A line is
/// named by the number it got; calls for a line come from one thread at a time, counts excepted.
/// </summary>
public static unsafe class InterruptServices
{
    /// <summary>
    /// Number of the private system call of a CPU's soft-interrupt thread: returns the next vector that has work on this CPU, waiting
    /// for it. The first thread that calls it on a CPU, which must be pinned there, becomes that thread.
    /// </summary>
    public const int WaitCall = SystemCallNumber.WaitInterrupt;

    /// <summary>
    /// Symbol of the function, for a P/Invoke, that makes the private system call of a thread that waits for one line: the line, what <see cref="SignalsOf"/>
    /// said before the caller looked at the device, and a deadline in nanoseconds of <see cref="BootServices.Nanoseconds"/>. Returns after an interrupt that
    /// came since then, after the deadline (-ETIMEDOUT), or for no reason.
    /// </summary>
    public const string WaitLineFunction = "asm_wait_line";

    /// <summary>As the deadline of <see cref="WaitLineFunction"/>: none.</summary>
    public const long NoDeadline = unchecked((long)Waiting.Forever);

    /// <summary>Vectors of a CPU.</summary>
    public const int VectorCount = 256;

    /// <summary>Largest block of <see cref="TryAllocate"/>.</summary>
    public const int MaximumBlock = 32;

    /// <summary>Takes vectors of a CPU that follow each other, the first being a multiple of their number.</summary>
    /// <param name="cpu">Index of an online CPU.</param>
    /// <param name="count">1, 2, 4, 8, 16 or 32.</param>
    /// <returns>The first line's number, the others follow; or -1: no such CPU, or no such block free.</returns>
    public static int TryAllocate(int cpu, int count)
    {
        if (!IsBlock(count))
        {
            return -1;
        }

        ulong flags = ServiceAsm.DisableInterrupts();
        int line = DeviceInterrupts.Allocate(cpu, count);
        ServiceAsm.RestoreInterrupts(flags);
        return line;
    }

    /// <summary>True if wires come through the 8259 pair, whose inputs are numbered 0 to 15; false: inputs are global system interrupts.</summary>
    public static bool UsesLegacyPic => LegacyPic.InUse;

    /// <summary>Tells which I/O APIC, counted from 0, serves a global system interrupt, and by which pin.</summary>
    /// <returns>False if none does.</returns>
    public static bool TryLocate(uint globalSystemInterrupt, out int controller, out int pin)
    {
        uint found;
        IoApic.Locate(globalSystemInterrupt, &found);
        pin = (int)found;
        controller = IoApic.IndexOf(globalSystemInterrupt);
        return controller >= 0;
    }

    /// <summary>Takes a level-triggered wire to a CPU, masked. Its message is of no meaning.</summary>
    /// <param name="cpu">Index of an online CPU.</param>
    /// <param name="input">Number of the interrupt controller's input; see <see cref="UsesLegacyPic"/>.</param>
    /// <returns>The line's number, or -1: the input is taken, or cannot be connected to this CPU.</returns>
    public static int TryAllocateWire(int cpu, uint input)
    {
        ulong flags = ServiceAsm.DisableInterrupts();
        int line = DeviceInterrupts.AllocateWire(cpu, input);
        ServiceAsm.RestoreInterrupts(flags);
        return line;
    }

    /// <summary>Lets a wire interrupt. The hard handler masks it again; call this after its devices were served.</summary>
    public static void UnmaskWire(int line)
    {
        ulong flags = ServiceAsm.DisableInterrupts();
        DeviceInterrupt* entry = DeviceInterrupts.Find(line);
        if (entry != null && entry->IsWire != 0)
        {
            Wires.SetMask(entry->Input, isMasked: false);
        }

        ServiceAsm.RestoreInterrupts(flags);
    }

    /// <summary>Gives a line back; its device is silent.</summary>
    public static void Free(int line)
    {
        ulong flags = ServiceAsm.DisableInterrupts();
        DeviceInterrupt* entry = DeviceInterrupts.Find(line);
        if (entry != null)
        {
            DeviceInterrupts.Free(entry);
        }

        ServiceAsm.RestoreInterrupts(flags);
    }

    /// <summary>Reads what triggers a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="address">Receives the address that the device writes to.</param>
    /// <param name="vector">Receives what it writes, which is the vector.</param>
    /// <returns>The CPU, or -1 if there is no such line.</returns>
    public static int ReadMessage(int line, out ulong address, out int vector)
    {
        DeviceInterrupt* entry = DeviceInterrupts.Find(line);
        address = entry == null ? 0 : DeviceInterrupts.MessageAddress(entry);
        vector = entry == null ? 0 : entry->Vector;
        return entry == null ? -1 : entry->Cpu;
    }

    /// <summary>
    /// Gives lines that were allocated together vectors of another CPU; messages are taken on both until <see cref="FinishMove"/>. A
    /// wire is masked by this.
    /// </summary>
    /// <param name="line">The first line.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="cpu">Index of an online CPU.</param>
    /// <returns>False, with nothing changed: no such CPU, or no such block free.</returns>
    public static bool TryStartMove(int line, int count, int cpu)
    {
        if (!IsBlock(count) || DeviceInterrupts.Find(line) == null || DeviceInterrupts.Find(line + count - 1) == null)
        {
            return false;
        }

        ulong flags = ServiceAsm.DisableInterrupts();
        bool isStarted = DeviceInterrupts.StartMove(line, count, cpu);
        ServiceAsm.RestoreInterrupts(flags);
        return isStarted;
    }

    /// <summary>Gives back what a line had before it moved. Called by the soft-interrupt thread of the CPU that it leaves.</summary>
    public static void FinishMove(int line)
    {
        ulong flags = ServiceAsm.DisableInterrupts();
        DeviceInterrupt* entry = DeviceInterrupts.Find(line);
        if (entry != null)
        {
            DeviceInterrupts.FinishMove(entry);
        }

        ServiceAsm.RestoreInterrupts(flags);
    }

    /// <summary>Sends a line's interrupt, as its device would.</summary>
    public static void Trigger(int line)
    {
        ulong flags = ServiceAsm.DisableInterrupts();
        DeviceInterrupt* entry = DeviceInterrupts.Find(line);
        if (entry != null)
        {
            LocalApic.SendFixed(Cpus.Get(entry->Cpu)->ApicId, (byte)entry->Vector);
        }

        ServiceAsm.RestoreInterrupts(flags);
    }

    /// <summary>Says who is told of a line's interrupts. At first it is the soft-interrupt thread alone.</summary>
    /// <param name="line">The line.</param>
    /// <param name="hasWork">True: the CPU's soft-interrupt thread.</param>
    /// <param name="isWaitedFor">True: threads that call <see cref="WaitLineFunction"/>.</param>
    public static void SetListeners(int line, bool hasWork, bool isWaitedFor)
    {
        ulong flags = ServiceAsm.DisableInterrupts();
        DeviceInterrupt* entry = DeviceInterrupts.Find(line);
        if (entry != null)
        {
            Volatile.Write(ref entry->HasWork, hasWork ? 1 : 0);
            Volatile.Write(ref entry->IsWaitedFor, isWaitedFor ? 1 : 0);
        }

        ServiceAsm.RestoreInterrupts(flags);
    }

    /// <summary>Where the interrupts of a line are counted for those who wait for it, round and round; null if there is no such line.</summary>
    public static uint* SignalsOf(int line)
    {
        DeviceInterrupt* entry = DeviceInterrupts.Find(line);
        return entry == null ? null : &entry->Signals;
    }

    /// <summary>Wakes those who wait for a line, as its interrupt would.</summary>
    public static void Signal(int line)
    {
        ulong flags = ServiceAsm.DisableInterrupts();
        DeviceInterrupt* entry = DeviceInterrupts.Find(line);
        if (entry != null)
        {
            LineWaits.Signal(entry);
        }

        ServiceAsm.RestoreInterrupts(flags);
    }

    /// <summary>Interrupts of a line that a CPU took, by its index.</summary>
    public static long CountOn(int line, int cpu)
    {
        DeviceInterrupt* entry = DeviceInterrupts.Find(line);
        return entry == null || !IsCpu(cpu) ? 0 : Volatile.Read(ref entry->Counts[cpu]);
    }

    /// <summary>Interrupts that a CPU took on a vector of no device.</summary>
    public static long UnhandledOn(int cpu) => IsCpu(cpu) ? Volatile.Read(ref Cpus.Get(cpu)->UnhandledInterrupts) : 0;

    /// <summary>Interrupts that were gone when a CPU asked which it was.</summary>
    public static long SpuriousOn(int cpu) => IsCpu(cpu) ? Volatile.Read(ref Cpus.Get(cpu)->SpuriousInterrupts) : 0;

    private static bool IsBlock(int count) => count is > 0 and <= MaximumBlock && (count & (count - 1)) == 0;

    private static bool IsCpu(int cpu) => (uint)cpu < (uint)Cpus.Count;
}

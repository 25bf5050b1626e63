using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>Device interrupts for managed threads. Nothing here allocates or blocks; waiting is system call <see cref="WaitCall"/>.</summary>
public static unsafe class InterruptServices
{
    /// <summary>
    /// Number of the private system call that waits: (line, count seen, nanoseconds) → count. It returns when the count differs from
    /// the one seen, or the time is over.
    /// </summary>
    public const int WaitCall = SystemCallNumber.WaitInterrupt;

    /// <summary>Interrupts that arrived on a vector of no device.</summary>
    public static long Unexpected => Volatile.Read(ref DeviceInterrupts.Unexpected);

    /// <summary>Takes a vector of a CPU.</summary>
    /// <param name="cpu">Index of an online CPU.</param>
    /// <param name="address">Receives the address a device writes its message to.</param>
    /// <param name="data">Receives the message.</param>
    /// <returns>The line's number, or -1: no such CPU, or no vector free.</returns>
    public static int TryAllocate(int cpu, out ulong address, out uint data)
    {
        address = 0;
        data = 0;
        ulong flags = ServiceAsm.DisableInterrupts();
        int line = DeviceInterrupts.Allocate(cpu);
        if (line >= 0)
        {
            DeviceInterrupt* entry = DeviceInterrupts.Find(line);
            address = DeviceInterrupts.MessageAddress(entry);
            data = (uint)entry->Vector;
        }

        ServiceAsm.RestoreInterrupts(flags);
        return line;
    }

    /// <summary>Gives a line back; its device is silent and nobody waits for it.</summary>
    public static void Free(int line)
    {
        ulong flags = ServiceAsm.DisableInterrupts();
        if (DeviceInterrupts.Find(line) != null)
        {
            DeviceInterrupts.Free(line);
        }

        ServiceAsm.RestoreInterrupts(flags);
    }

    /// <summary>Interrupts of a line so far.</summary>
    public static long Count(int line)
    {
        DeviceInterrupt* entry = DeviceInterrupts.Find(line);
        return entry == null ? 0 : Volatile.Read(ref entry->Count);
    }
}

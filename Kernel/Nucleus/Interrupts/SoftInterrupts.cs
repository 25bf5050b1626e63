namespace CosmosNvme.Nucleus;

/// <summary>
/// What hard handlers leave to do, CPU by CPU. One thread per CPU, pinned to it, asks for the next vector that is pending there and
/// runs the work that belongs to it. Both sides run on that CPU with interrupts off, so nothing is lost between looking and waiting.
/// </summary>
internal static unsafe class SoftInterrupts
{
    private const ulong Key = 0;
    private const uint Bits = 1;

    /// <summary>Notes that <paramref name="vector"/> has work, and wakes the thread. Interrupt, on <paramref name="cpu"/> itself.</summary>
    internal static void Raise(Cpu* cpu, int vector)
    {
        // A thread that waits gets the vector as the result of its call. One that a signal has just claimed will ask again.
        if (Waiting.Wake(&cpu->SoftInterruptQueue, Key, Bits, 1, vector) == 0)
        {
            cpu->PendingVectors.Add(vector);
        }
    }

    /// <summary>Forgets <paramref name="vector"/>, which has no work any more. On <paramref name="cpu"/> itself.</summary>
    internal static void Withdraw(Cpu* cpu, int vector) => cpu->PendingVectors.Remove(vector);

    /// <summary>
    /// System call of the CPU's soft-interrupt thread: the next vector that has work, waiting until there is one. The first thread
    /// that calls it becomes that thread for ever; it must be pinned to the CPU, and gets the most urgent priority.
    /// </summary>
    internal static long Wait(Cpu* cpu, Thread* thread)
    {
        if (cpu->SoftInterruptThread != thread)
        {
            if (cpu->SoftInterruptThread != null || thread->Affinity != 1UL << cpu->Index)
            {
                return -Errno.InvalidArgument;
            }

            cpu->SoftInterruptThread = thread;
            thread->Priority = ThreadPriority.SoftInterrupt;
        }

        int vector = cpu->PendingVectors.TakeNext();
        if (vector != VectorSet.None)
        {
            return vector;
        }

        cpu->SoftInterruptQueue.Lock.Acquire();
        return Waiting.Block(thread, &cpu->SoftInterruptQueue, Key, Bits, Waiting.Forever, 0, Waiting.Again);
    }
}

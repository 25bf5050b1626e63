namespace CosmosNvme.Nucleus;

/// <summary>
/// Restartable sequences (rseq(2)): the thread's CPU number in its own memory, so that reading it costs no system call; and the
/// abort of a critical section that was interrupted by a switch.
/// </summary>
internal static unsafe class Rseq
{
    private const uint UnregisterFlag = 1;
    private const uint MinimumBytes = 32;
    private const ulong CpuIdStart = 0;
    private const ulong CpuId = 4;
    private const ulong CriticalSection = 8;

    internal static long Register(Thread* thread, ulong area, ulong length, ulong flags, uint signature)
    {
        if ((flags & ~(ulong)UnregisterFlag) != 0)
        {
            return -Errno.InvalidArgument;
        }

        if (flags == UnregisterFlag)
        {
            if (area == 0 || thread->Rseq != area || thread->RseqSignature != signature)
            {
                return -Errno.InvalidArgument;
            }

            thread->Rseq = 0;
            return 0;
        }

        if (thread->Rseq != 0 || length < MinimumBytes || (area & 31) != 0)
        {
            return -Errno.InvalidArgument;
        }

        if (!UserMemory.TryWrite32(area + CpuIdStart, (uint)thread->LastCpu) || !UserMemory.TryWrite32(area + CpuId, (uint)thread->LastCpu))
        {
            return -Errno.Fault;
        }

        thread->Rseq = area;
        thread->RseqSignature = signature;
        return 0;
    }

    /// <summary>The thread comes onto <paramref name="cpu"/>: tells it which one, and aborts its critical section.</summary>
    internal static void Update(Cpu* cpu, Thread* thread)
    {
        if (thread->Rseq == 0)
        {
            return;
        }

        uint index = (uint)cpu->Index;
        ulong section;
        if (!UserMemory.TryWrite32(thread->Rseq + CpuIdStart, index)
            || !UserMemory.TryWrite32(thread->Rseq + CpuId, index)
            || !UserMemory.TryRead64(thread->Rseq + CriticalSection, &section))
        {
            thread->Rseq = 0;
            return;
        }

        if (section != 0)
        {
            Abort(thread, section);
        }
    }

    private static void Abort(Thread* thread, ulong section)
    {
        ulong start;
        ulong length;
        ulong abort;
        if (UserMemory.TryRead64(section + 8, &start) && UserMemory.TryRead64(section + 16, &length)
            && UserMemory.TryRead64(section + 24, &abort))
        {
            UserMemory.TryWrite64(thread->Rseq + CriticalSection, 0);
            if (thread->Registers.Rip - start < length)
            {
                thread->Registers.Rip = abort;
            }
        }
    }
}

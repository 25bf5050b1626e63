using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Makes every CPU forget its cached translations and pass a full barrier: TLB shoot-down and membarrier in one. The sender waits,
/// bounded by the others' work inside the nucleus; whoever spins for a lock answers meanwhile, so no two CPUs wait for each other.
/// </summary>
internal static unsafe class CrossCall
{
    /// <summary>Interrupts the CPUs that run threads; idle ones catch up when they leave idle (<see cref="LeaveIdle"/>).</summary>
    internal static void FlushAll()
    {
        Asm.WriteCr3(PageTables.Root);
        Cpu* self = Asm.ThisCpu();
        ulong waitFor = 0;
        for (int i = 0; i < Cpus.Count; i++)
        {
            Cpu* cpu = Cpus.Get(i);
            if (cpu == self || Volatile.Read(ref cpu->Online) == 0)
            {
                continue;
            }

            // The increment is a full barrier: the request stands before Lazy and Answered are looked at. LeaveIdle and Answer
            // do the mirror image, so one of the two sides always sees the other.
            long ticket = Interlocked.Increment(ref cpu->CrossCallsRequested);
            if (Volatile.Read(ref cpu->Lazy) == 0)
            {
                waitFor |= 1UL << i;
                if (Volatile.Read(ref cpu->CrossCallsAnswered) == ticket - 1)
                {
                    LocalApic.SendFixed(cpu->ApicId, InterruptVectors.CrossCall);
                }
            }
        }

        // The tickets need not be remembered: a CPU that has answered all that was requested has answered ours.
        for (int i = 0; waitFor != 0; i++, waitFor >>= 1)
        {
            if ((waitFor & 1) != 0)
            {
                Wait(Cpus.Get(i));
            }
        }
    }

    /// <summary>Answers a request to this CPU, if there is one. Every spin-wait in the nucleus calls it.</summary>
    internal static void AnswerPending()
    {
        if (!Active)
        {
            return;
        }

        Cpu* self = Asm.ThisCpu();
        if (Volatile.Read(ref self->CrossCallsRequested) != self->CrossCallsAnswered)
        {
            Answer(self);
        }
    }

    /// <summary>Tells the others that this CPU will run no thread: requests to it need no answer.</summary>
    internal static void EnterIdle(Cpu* self) => Interlocked.Exchange(ref self->Lazy, 1);

    /// <summary>Catches up before this CPU runs a thread again.</summary>
    internal static void LeaveIdle(Cpu* self)
    {
        Interlocked.Exchange(ref self->Lazy, 0);
        if (Volatile.Read(ref self->CrossCallsRequested) != self->CrossCallsAnswered)
        {
            Answer(self);
        }
    }

    /// <summary>False until every CPU block is reachable through GS.</summary>
    internal static bool Active;

    private static void Wait(Cpu* cpu)
    {
        long ticket = Volatile.Read(ref cpu->CrossCallsRequested);
        while (Volatile.Read(ref cpu->CrossCallsAnswered) < ticket && Volatile.Read(ref cpu->Lazy) == 0)
        {
            AnswerPending();
            Asm.Pause();
        }
    }

    // Flush first, then say which requests that covers. The exchange is a full barrier before the second look at Requested: a
    // sender that saw an older answer under way did not send an interrupt of its own.
    private static void Answer(Cpu* self)
    {
        long requested;
        do
        {
            requested = Volatile.Read(ref self->CrossCallsRequested);
            Asm.WriteCr3(PageTables.Root);
            Interlocked.Exchange(ref self->CrossCallsAnswered, requested);
        }
        while (Volatile.Read(ref self->CrossCallsRequested) != requested);
    }
}

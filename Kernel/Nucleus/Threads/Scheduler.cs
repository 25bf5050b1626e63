using System.Runtime.CompilerServices;
using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Preemptive scheduling with a run queue per CPU. A woken thread goes to an idle CPU if one may run it (its last one first), else
/// to its last one; a CPU that runs out of threads takes one from another CPU before it idles. An idle CPU whose own interrupt wakes a
/// thread goes over to it at once.
/// </summary>
internal static unsafe class Scheduler
{
    private const ulong SliceNanoseconds = 5_000_000;

    /// <summary>Makes a thread that no queue holds ready, on the best CPU. Called by any CPU.</summary>
    internal static void MakeReady(Thread* thread)
    {
        if (!TryHandOver(thread))
        {
            StandInLine(thread);
        }
    }

    /// <summary>Makes <paramref name="cpu"/> look at its run queue and at the signals of its thread soon.</summary>
    internal static void Kick(Cpu* cpu)
    {
        if (Interlocked.Exchange(ref cpu->NeedReschedule, 1) == 0 && cpu != Asm.ThisCpu())
        {
            LocalApic.SendFixed(cpu->ApicId, InterruptVectors.Reschedule);
        }
    }

    /// <summary>Ends the time slice of the running thread, and for now its precedence over ordinary ones.</summary>
    internal static void Yield(Cpu* cpu)
    {
        cpu->Current->HasYielded = 1;
        cpu->SliceEnd = 0;
        cpu->NeedReschedule = 1;
    }

    /// <summary>
    /// The last thing before the nucleus is left: switches if something more urgent wants the CPU, and delivers signals. Returns with
    /// <see cref="Cpu.Current"/> ready to be resumed.
    /// </summary>
    internal static void Leave(Cpu* cpu)
    {
        do
        {
            if (cpu->CurrentBlocked != 0 || cpu->NeedReschedule != 0)
            {
                Switch(cpu);
            }

            Thread* thread = cpu->Current;
            if ((Volatile.Read(ref thread->SignalsPending) & ~thread->SignalsBlocked) != 0)
            {
                Signals.DeliverPending(thread);
            }

            Signals.RestartUninterruptedCall(thread);
        }
        while (cpu->CurrentBlocked != 0);
    }

    /// <summary>Ends the running thread for ever; <see cref="Leave"/> then switches away.</summary>
    internal static void End(Cpu* cpu)
    {
        Volatile.Write(ref cpu->Current->State, ThreadState.Dead);
        cpu->Dead = cpu->Current;
        cpu->CurrentBlocked = 1;
    }

    /// <summary>
    /// An interrupt has come to the idle thread: what happens from now on is work, and belongs to the thread that it wakes. If it wakes none, that little
    /// counts as idling.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void EndIdling(Cpu* cpu)
    {
        ulong now = Clock.Monotonic();
        cpu->IdleNanoseconds += now - cpu->SwitchedAt;
        cpu->SwitchedAt = now;
    }

    /// <summary>Starts scheduling on this CPU: its idle thread is what runs until something is ready.</summary>
    internal static void Start(Cpu* cpu)
    {
        Thread* idle = ThreadFactory.CreateIdle(cpu);
        cpu->Idle = idle;
        cpu->Current = idle;
        idle->OnCpu = 1;
        cpu->SwitchedAt = Clock.Monotonic();
        CrossCall.EnterIdle(cpu);
        Interlocked.Or(ref Cpus.IdleMask, cpu->Bit);
    }

    // The way from the thread that runs to the next one is one method, made of those below: every wake and every sleep goes it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Switch(Cpu* cpu)
    {
        // Cleared first: a request that comes from now on is seen at the next exit.
        Interlocked.Exchange(ref cpu->NeedReschedule, 0);
        Thread* previous = cpu->Current;
        Thread* next;
        ulong now;
        if (previous == cpu->Idle)
        {
            // It ended with its interrupt.
            now = cpu->SwitchedAt;
            next = LeaveIdle(cpu);
            if (next == null)
            {
                OneShot.ProgramAtSwitch(cpu);
                return;
            }
        }
        else
        {
            now = Clock.Monotonic();
            bool runnable = cpu->CurrentBlocked == 0;
            if (runnable && MayGoOn(cpu, previous, now))
            {
                GoOn(cpu, previous);
                return;
            }

            LeaveThread(cpu, previous, runnable, now);
            next = Pick(cpu);
            if (next == null)
            {
                EnterIdle(cpu);
                return;
            }
        }

        EnterThread(cpu, next, now);
    }

    private static void GoOn(Cpu* cpu, Thread* thread)
    {
        if (thread->HasYielded != 0)
        {
            // It waits for somebody, and nobody else is here: for another CPU.
            Asm.Pause();
            thread->HasYielded = 0;
        }

        OneShot.Program(cpu);
    }

    private static bool MayGoOn(Cpu* cpu, Thread* thread, ulong now)
    {
        if ((thread->Affinity & cpu->Bit) == 0)
        {
            return false;
        }

        int urgency = Thread.Urgency(thread);
        int best = cpu->RunQueue.BestPriority();
        if (best < urgency)
        {
            return false;
        }

        bool sliceOver = now >= cpu->SliceEnd;
        if (best == urgency && sliceOver)
        {
            return false;
        }

        if (sliceOver)
        {
            cpu->SliceEnd = now + SliceNanoseconds;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LeaveThread(Cpu* cpu, Thread* previous, bool runnable, ulong now)
    {
        ulong spent = now - cpu->SwitchedAt;
        cpu->SwitchedAt = now;
        cpu->BusyNanoseconds += spent;
        previous->CpuNanoseconds += spent;
        cpu->CurrentBlocked = 0;
        if (cpu->Dead == previous)
        {
            cpu->RegisterOwner = null;
            cpu->Dead = null;
            ThreadTable.Recycle(previous);
            return;
        }

        FloatingPoint.Save(previous);

        // Release: whoever finds 0 finds the registers saved.
        Volatile.Write(ref previous->OnCpu, 0);
        if (runnable)
        {
            if ((previous->Affinity & cpu->Bit) != 0)
            {
                cpu->RunQueue.Push(previous);
            }
            else
            {
                StandInLine(previous);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EnterIdle(Cpu* cpu)
    {
        cpu->Current = cpu->Idle;
        cpu->SliceEnd = ulong.MaxValue;
        CrossCall.EnterIdle(cpu);
        OneShot.ProgramAtSwitch(cpu);
    }

    // The thread that ends the idling; null: none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Thread* LeaveIdle(Cpu* cpu)
    {
        Thread* next = cpu->HandedOver;
        cpu->HandedOver = null;
        if (next == null || cpu->RunQueue.Count != 0)
        {
            next = LeaveIdleInLine(cpu, next);
            if (next == null)
            {
                return null;
            }
        }

        CrossCall.LeaveIdle(cpu);
        return next;
    }

    private static Thread* LeaveIdleInLine(Cpu* cpu, Thread* handedOver)
    {
        // Others are ready, too, and may be more urgent or have come before.
        if (handedOver != null)
        {
            cpu->RunQueue.Push(handedOver);
        }

        Thread* next = Pick(cpu);
        if (next != null)
        {
            Interlocked.And(ref Cpus.IdleMask, ~cpu->Bit);
        }

        return next;
    }

    // Null: there is nothing to do, and this CPU is declared idle.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Thread* Pick(Cpu* cpu)
    {
        Thread* next = cpu->RunQueue.Count == 0 ? null : cpu->RunQueue.Pop(ulong.MaxValue);
        if (next != null)
        {
            return next;
        }

        // Declared idle before looking around: a waker either sees this CPU idle, or its thread is found here.
        Interlocked.Or(ref Cpus.IdleMask, cpu->Bit);
        next = Steal(cpu);
        if (next != null)
        {
            Interlocked.And(ref Cpus.IdleMask, ~cpu->Bit);
        }

        return next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Thread* Steal(Cpu* cpu)
    {
        for (int i = 1; i < Cpus.Count; i++)
        {
            int index = cpu->Index + i;
            Cpu* other = Cpus.Get(index < Cpus.Count ? index : index - Cpus.Count);
            Thread* thread = other->RunQueue.Pop(cpu->Bit);
            if (thread != null)
            {
                return thread;
            }
        }

        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EnterThread(Cpu* cpu, Thread* next, ulong now)
    {
        // Its last CPU may still be saving its FP registers.
        while (Volatile.Read(ref next->OnCpu) != 0)
        {
            CrossCall.AnswerPending();
            Asm.Pause();
        }

        next->OnCpu = 1;
        next->HasYielded = 0;
        bool isNewHere = next->LastCpu != cpu->Index;
        next->LastCpu = cpu->Index;
        cpu->Current = next;
        cpu->ContextSwitches++;
        cpu->SliceEnd = now + SliceNanoseconds;
        if (!FloatingPoint.IsHeld(cpu, next))
        {
            FloatingPoint.Load(cpu, next);
            FsBase.Load(next->FsBase);
        }

        // A thread that made a system call is in no critical section: there are none with system calls in them.
        if (isNewHere || next->SystemCall == Thread.NoSystemCall)
        {
            Rseq.Update(cpu, next);
        }

        OneShot.ProgramAtSwitch(cpu);
    }

    // Hands this CPU, if it idles and was the thread's last one, over to the thread, which an interrupt is just waking: Leave switches to it without a run
    // queue in between.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryHandOver(Thread* thread)
    {
        Cpu* self = Asm.ThisCpu();
        ulong idle = Volatile.Read(ref Cpus.IdleMask);
        if ((idle & thread->Affinity & self->Bit) == 0 || thread->LastCpu != self->Index
            || Interlocked.CompareExchange(ref Cpus.IdleMask, idle & ~self->Bit, idle) != idle)
        {
            return false;
        }

        self->HandedOver = thread;
        self->NeedReschedule = 1;
        return true;
    }

    private static void StandInLine(Thread* thread)
    {
        Cpu* cpu = Cpus.Get(ChooseCpu(thread));
        cpu->RunQueue.Push(thread);
        Kick(cpu);
    }

    private static int ChooseCpu(Thread* thread)
    {
        ulong allowed = thread->Affinity & Volatile.Read(ref Cpus.OnlineMask);
        ulong last = 1UL << thread->LastCpu;
        ulong idle = Volatile.Read(ref Cpus.IdleMask) & allowed;
        while (idle != 0)
        {
            int candidate = (idle & last) != 0 ? thread->LastCpu : Asm.LowestBit(idle);
            ulong bit = 1UL << candidate;

            // Whoever clears the bit has the CPU: two wakers do not pile up on one idle CPU.
            if ((Interlocked.And(ref Cpus.IdleMask, ~bit) & bit) != 0)
            {
                return candidate;
            }

            idle = Volatile.Read(ref Cpus.IdleMask) & allowed;
        }

        return (allowed & last) != 0 ? thread->LastCpu : Asm.LowestBit(allowed);
    }
}

using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// One thread: the first kilobyte of a frame whose rest is its FP and vector state. A frame that was a thread once only ever
/// becomes a thread again, so a stale pointer reads a thread, if another one.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Thread
{
    internal const int FloatingPointOffset = 1024;
    internal const int FloatingPointCapacity = 4096 - FloatingPointOffset;
    internal const int NameBytes = 16;

    /// <summary>In <see cref="SystemCall"/>: the registers are not those of a system call.</summary>
    internal const ulong NoSystemCall = ulong.MaxValue;

    internal ThreadRegisters Registers;

    /// <summary><see cref="ThreadState"/> in the low two bits, above it the number of the wait, so that a late waker finds another value.</summary>
    internal ulong State;

    /// <summary>1 while a CPU runs the thread or still saves its state. Taken over by the next CPU only when 0.</summary>
    internal int OnCpu;

    /// <summary>Position in <see cref="ThreadTable"/>, plus one: the thread id.</summary>
    internal int Id;

    internal int Priority;

    /// <summary>1 from a call that gives the CPU away until the thread runs again.</summary>
    internal int HasYielded;

    /// <summary>Index of the CPU that runs it or ran it last.</summary>
    internal int LastCpu;

    /// <summary>Bit n: may run on CPU n.</summary>
    internal ulong Affinity;

    internal ulong FsBase;
    internal ulong CpuNanoseconds;

    /// <summary>Which CPU loaded the FP state last; only there it can still be in the registers.</summary>
    internal int FloatingPointCpu;

    internal int IsIdle;

    // Ready: links of the run queue. Waiting: links of the wait queue.
    internal Thread* Next;
    internal Thread* Previous;

    /// <summary>The queue the thread waits in; null: none (asleep only with a deadline, or not waiting).</summary>
    internal WaitQueue* Queue;

    internal ulong WaitKey;
    internal uint WaitBits;

    /// <summary>Position in the timer heap of CPU <see cref="TimerCpu"/>; -1: none. Guarded by that heap's lock.</summary>
    internal int TimerIndex;
    internal int TimerCpu;

    /// <summary>What the system call returns when the deadline passes.</summary>
    internal long TimeoutResult;

    /// <summary>What it returns when a signal interrupts it: -EINTR, or <see cref="Waiting.Restart"/>.</summary>
    internal long InterruptResult;

    /// <summary>Number of the system call under way, for one that a signal restarts.</summary>
    internal ulong SystemCall;

    /// <summary>1 when a waker made the call start again; with the deadline it had.</summary>
    internal int Restarted;
    internal ulong RestartDeadline;

    internal ulong SignalsPending;
    internal ulong SignalsBlocked;
    internal ulong SignalStackBase;
    internal ulong SignalStackSize;
    internal uint SignalStackFlags;

    /// <summary>The thread's CPU number in its own memory (rseq(2)); 0: not registered.</summary>
    internal ulong Rseq;
    internal uint RseqSignature;

    /// <summary>Cleared and woken when the thread ends (set_tid_address).</summary>
    internal ulong ClearChildTid;

    internal fixed byte Name[NameBytes];

    /// <summary>
    /// The priority with which it wants the CPU now. A thread that yields waits for what another one does; were it more urgent than that
    /// one, it would get the CPU back at once and for ever. So it stands in line with the ordinary threads until it runs again.
    /// </summary>
    internal static int Urgency(Thread* thread) =>
        thread->HasYielded != 0 && thread->Priority < ThreadPriority.Normal ? ThreadPriority.Normal : thread->Priority;

    /// <summary>Where FXSAVE or XSAVE puts the FP and vector registers.</summary>
    internal static byte* FloatingPoint(Thread* thread) => (byte*)thread + FloatingPointOffset;
}

/// <summary>Low two bits of <see cref="Thread.State"/>.</summary>
internal static class ThreadState
{
    internal const ulong Runnable = 0;
    internal const ulong Blocked = 1;
    internal const ulong Dead = 2;
    internal const ulong Mask = 3;
    internal const ulong SequenceStep = 4;
}

/// <summary>Scheduling priorities, most urgent first.</summary>
internal static class ThreadPriority
{
    internal const int SoftInterrupt = 0;
    internal const int High = 1;
    internal const int Normal = 2;
    internal const int Low = 3;
    internal const int Count = 4;
}

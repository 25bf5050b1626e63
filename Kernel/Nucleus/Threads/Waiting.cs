using System.Runtime.CompilerServices;
using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// How a thread blocks and how exactly one of waker, deadline and signal ends that. Whoever changes the state from this wait's
/// value to runnable has won: it unlinks the thread, stores the result of its system call and makes it ready. The others find
/// another value and do nothing.
/// Lock order: thread table, wait queue, timer heap, run queue.
/// </summary>
internal static unsafe class Waiting
{
    /// <summary>What a system call returns to say that its result comes later.</summary>
    internal const long Blocked = long.MinValue;

    /// <summary>An <see cref="Thread.InterruptResult"/>: the call starts again after the signal handler if the handler asks for that.</summary>
    internal const long Restart = -512;

    /// <summary>A result for wakers: the call starts again, because what it waited for may have happened.</summary>
    internal const long Again = -513;

    internal const ulong Forever = ulong.MaxValue;

    /// <summary>
    /// Blocks the running thread. The caller holds the lock of <paramref name="queue"/> (null: only the deadline wakes) and has
    /// found that the thread must wait; the lock is released here. Returns <see cref="Blocked"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Block(Thread* thread, WaitQueue* queue, ulong key, uint bits, ulong deadline, long timeoutResult, long interruptResult)
    {
        ulong word = (thread->State & ~ThreadState.Mask) + ThreadState.SequenceStep + ThreadState.Blocked;
        Cpu* cpu = Asm.ThisCpu();
        thread->TimeoutResult = timeoutResult;
        thread->InterruptResult = interruptResult;
        thread->WaitKey = key;
        thread->WaitBits = bits;
        thread->Queue = queue;
        if (queue != null)
        {
            queue->Append(thread);
        }

        if (deadline != Forever)
        {
            TimerQueue.Insert(cpu, thread, deadline, word);
        }

        cpu->CurrentBlocked = 1;

        // From here on the thread may already run elsewhere: nothing of it is touched any more but through the state word.
        // The exchange is a full barrier: a signal is either seen below, or its sender sees the blocked state.
        Interlocked.Exchange(ref thread->State, word);
        if (queue != null)
        {
            queue->Lock.Release();
        }

        if ((Volatile.Read(ref thread->SignalsPending) & ~thread->SignalsBlocked) != 0)
        {
            TryInterrupt(thread, word);
        }

        return Blocked;
    }

    /// <summary>Wakes up to <paramref name="maximum"/> threads that wait for <paramref name="key"/>; how many it were.</summary>
    internal static int Wake(WaitQueue* queue, ulong key, uint bits, int maximum, long result)
    {
        int woken = 0;
        queue->Lock.Acquire();
        Thread* thread = queue->Head;
        while (thread != null && woken < maximum)
        {
            Thread* next = thread->Next;
            if (thread->WaitKey == key && (thread->WaitBits & bits) != 0 && TryClaim(thread, thread->State))
            {
                queue->Unlink(thread);
                Finish(thread, result);
                woken++;
            }

            thread = next;
        }

        queue->Lock.Release();
        return woken;
    }

    /// <summary>Wakes everybody in the queue, whatever the key.</summary>
    internal static void WakeAll(WaitQueue* queue, long result)
    {
        queue->Lock.Acquire();
        WakeAllLocked(queue, result);
        queue->Lock.Release();
    }

    /// <summary>The same for who holds the queue's lock.</summary>
    internal static void WakeAllLocked(WaitQueue* queue, long result)
    {
        Thread* thread = queue->Head;
        while (thread != null)
        {
            Thread* next = thread->Next;
            if (TryClaim(thread, thread->State))
            {
                queue->Unlink(thread);
                Finish(thread, result);
            }

            thread = next;
        }
    }

    /// <summary>The deadline of wait <paramref name="word"/> passed.</summary>
    internal static void TimeOut(Thread* thread, ulong word)
    {
        if (TryClaim(thread, word))
        {
            Unlink(thread);
            Finish(thread, thread->TimeoutResult);
        }
    }

    /// <summary>A signal for a thread that may be waiting.</summary>
    internal static void Interrupt(Thread* thread)
    {
        ulong word = Volatile.Read(ref thread->State);
        if ((word & ThreadState.Mask) == ThreadState.Blocked)
        {
            TryInterrupt(thread, word);
        }
    }

    private static void TryInterrupt(Thread* thread, ulong word)
    {
        if (TryClaim(thread, word))
        {
            Unlink(thread);
            Finish(thread, thread->InterruptResult);
        }
    }

    private static bool TryClaim(Thread* thread, ulong word) =>
        (word & ThreadState.Mask) == ThreadState.Blocked
        && Interlocked.CompareExchange(ref thread->State, word & ~ThreadState.Mask, word) == word;

    private static void Unlink(Thread* thread)
    {
        WaitQueue* queue = thread->Queue;
        if (queue != null)
        {
            queue->Lock.Acquire();
            queue->Unlink(thread);
            queue->Lock.Release();
        }
    }

    private static void Finish(Thread* thread, long result)
    {
        const ulong SystemCallInstructionBytes = 2;
        TimerQueue.Cancel(thread);
        if (result == Again)
        {
            thread->Restarted = 1;
            thread->Registers.Rip -= SystemCallInstructionBytes;
            result = (long)thread->SystemCall;
        }

        thread->Registers.Rax = (ulong)result;
        Scheduler.MakeReady(thread);
    }
}

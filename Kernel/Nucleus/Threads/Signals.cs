using System.Runtime.CompilerServices;
using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>Signal numbers of Linux that the nucleus treats by name.</summary>
internal static class SignalNumber
{
    internal const int Illegal = 4;
    internal const int Trap = 5;
    internal const int Abort = 6;
    internal const int Bus = 7;
    internal const int FloatingPoint = 8;
    internal const int Kill = 9;
    internal const int Segmentation = 11;
    internal const int Pipe = 13;
    internal const int Child = 17;
    internal const int Continue = 18;
    internal const int Stop = 19;
    internal const int Urgent = 23;
    internal const int WindowChange = 28;
    internal const int Maximum = 64;
}

/// <summary>One entry of the table that rt_sigaction fills: the kernel's struct sigaction.</summary>
internal struct SignalAction
{
    internal const ulong Default = 0;
    internal const ulong Ignore = 1;
    internal const ulong FlagOnStack = 0x0800_0000;
    internal const ulong FlagRestart = 0x1000_0000;
    internal const ulong FlagNoDefer = 0x4000_0000;
    internal const ulong FlagResetHandler = 0x8000_0000;

    internal ulong Handler;
    internal ulong Flags;
    internal ulong Restorer;
    internal ulong Mask;
}

/// <summary>Signals, exactly as the runtime needs them: faults of a thread, and requests from thread to thread (tgkill).</summary>
internal static unsafe class Signals
{
    private static ActionTable s_actions;

    /// <summary>si_code of a signal sent by tgkill: SI_TKILL.</summary>
    internal const int SentByThread = -6;

    internal static SignalAction* Action(int signal) => (SignalAction*)Unsafe.AsPointer(ref s_actions) + signal;

    /// <summary>
    /// tgkill, tkill, kill: makes the signal pending and gets it noticed, wherever the thread is. The process id is 1, like the
    /// id of the first thread.
    /// </summary>
    internal static long Send(int threadId, int signal)
    {
        if (signal is < 0 or > SignalNumber.Maximum)
        {
            return -Errno.InvalidArgument;
        }

        ThreadTable.Lock.Acquire();
        Thread* thread = ThreadTable.Find(threadId);
        if (thread == null)
        {
            ThreadTable.Lock.Release();
            return -Errno.NoProcess;
        }

        if (signal != 0 && !IsDropped(signal))
        {
            // A full barrier: the thread either sees the signal before it blocks, or is seen blocked here.
            Interlocked.Or(ref thread->SignalsPending, Bit(signal));
            Waiting.Interrupt(thread);
            Scheduler.Kick(Cpus.Get(Volatile.Read(ref thread->LastCpu)));
        }

        ThreadTable.Lock.Release();
        return 0;
    }

    /// <summary>Runs the handler of the first deliverable signal when the thread resumes; the others follow at later exits.</summary>
    internal static void DeliverPending(Thread* thread)
    {
        ulong deliverable = Volatile.Read(ref thread->SignalsPending) & ~thread->SignalsBlocked;
        int signal = Asm.LowestBit(deliverable) + 1;
        Interlocked.And(ref thread->SignalsPending, ~Bit(signal));
        SignalAction* action = Action(signal);
        if (action->Handler == SignalAction.Ignore)
        {
            return;
        }

        if (action->Handler == SignalAction.Default)
        {
            if (!IsIgnoredByDefault(signal))
            {
                FatalSignal.Stop(thread, signal, 0);
            }

            return;
        }

        RestartSystemCall(thread, (action->Flags & SignalAction.FlagRestart) != 0);
        if (!SignalFrame.Push(thread, action, signal, SentByThread, 0, 0, 0))
        {
            FatalSignal.Stop(thread, signal, 0);
        }
    }

    /// <summary>
    /// Starts a call again that ended for a signal which then ran no handler. That happens if the thread has taken the signal already, on
    /// its way into another wait, when the sender comes to end that wait; and if the signal is ignored by now.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void RestartUninterruptedCall(Thread* thread) => RestartSystemCall(thread, restart: true);

    /// <summary>A fault of the running thread. Without a handler, or with the signal blocked, the machine stops.</summary>
    internal static void Raise(Thread* thread, int signal, int code, ulong address, ulong vector, ulong error)
    {
        SignalAction* action = Action(signal);
        if (action->Handler <= SignalAction.Ignore || (thread->SignalsBlocked & Bit(signal)) != 0
            || !SignalFrame.Push(thread, action, signal, code, address, vector, error))
        {
            FatalSignal.Stop(thread, signal, address);
        }
    }

    internal static ulong Bit(int signal) => 1UL << (signal - 1);

    /// <summary>False for what is no signal, and for the two signals that nobody can catch, ignore or block.</summary>
    internal static bool MayBeHandled(int signal) => signal is >= 1 and <= SignalNumber.Maximum and not (SignalNumber.Kill or SignalNumber.Stop);

    /// <summary>The mask that a thread gets when it asks for <paramref name="mask"/>.</summary>
    internal static ulong Blockable(ulong mask) => mask & ~(Bit(SignalNumber.Kill) | Bit(SignalNumber.Stop));

    private static bool IsIgnoredByDefault(int signal) =>
        signal is SignalNumber.Child or SignalNumber.Continue or SignalNumber.Urgent or SignalNumber.WindowChange;

    private static bool IsDropped(int signal)
    {
        ulong handler = Action(signal)->Handler;
        return handler == SignalAction.Ignore || (handler == SignalAction.Default && IsIgnoredByDefault(signal));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RestartSystemCall(Thread* thread, bool restart)
    {
        const ulong SystemCallInstructionBytes = 2;
        if ((long)thread->Registers.Rax == Waiting.Restart && thread->SystemCall != Thread.NoSystemCall)
        {
            if (restart)
            {
                thread->Registers.Rax = thread->SystemCall;
                thread->Registers.Rip -= SystemCallInstructionBytes;
            }
            else
            {
                thread->Registers.Rax = unchecked((ulong)-Errno.Interrupted);
            }
        }
    }

    private struct ActionTable
    {
        internal fixed ulong Words[(SignalNumber.Maximum + 1) * 4];
    }
}

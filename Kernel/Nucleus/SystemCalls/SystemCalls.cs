using System.Runtime;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The system calls the runtime and the C library make, with Linux's numbers, arguments and errors. What is not here answers
/// ENOSYS, and the log says so once per number.
/// </summary>
internal static unsafe class SystemCalls
{
    /// <summary>Process id of the only process; also the id of the first thread.</summary>
    internal const int ProcessId = 1;

    private const int KnownWords = 8;

    private static Reported s_reported;

    /// <summary>
    /// Entry from assembly, on the nucleus stack, with all registers saved. 0: only RAX changed and the thread goes on. Otherwise the
    /// CPU's current thread is to be resumed from its save area.
    /// </summary>
    [RuntimeExport("nucleus_system_call")]
    internal static int OnSystemCall(Thread* thread)
    {
        Cpu* cpu = Asm.ThisCpu();
        cpu->SystemCalls++;
        cpu->RestartedCall = thread->Restarted;
        thread->Restarted = 0;
        thread->SystemCall = thread->Registers.Rax;
        ThreadRegisters* r = &thread->Registers;

        // The most urgent: there is one for each request of a depth of one.
        long result = r->Rax == SystemCallNumber.WaitLine
            ? LineWaits.Wait(thread, (int)r->Rdi, (uint)r->Rsi, r->Rdx)
            : Dispatch(cpu, thread, r);
        if (result != Waiting.Blocked)
        {
            thread->Registers.Rax = (ulong)result;
        }

        if (cpu->CurrentBlocked == 0 && System.Threading.Volatile.Read(ref cpu->NeedReschedule) == 0
            && (System.Threading.Volatile.Read(ref thread->SignalsPending) & ~thread->SignalsBlocked) == 0
            && thread->SystemCall != Thread.NoSystemCall)
        {
            return 0;
        }

        Scheduler.Leave(cpu);
        return 1;
    }

    private static long Dispatch(Cpu* cpu, Thread* thread, ThreadRegisters* r)
    {
        switch ((int)r->Rax)
        {
            case SystemCallNumber.Futex:
                return Futex.Call(thread, r->Rdi, (int)r->Rsi, (uint)r->Rdx, r->R10, r->R8, (uint)r->R9);
            case SystemCallNumber.WaitInterrupt:
                return SoftInterrupts.Wait(cpu, thread);
            case SystemCallNumber.WaitScreen:
                return ScreenWork.Wait(thread);
            case SystemCallNumber.ClockGetTime:
                return TimeCalls.GetTime(thread, (int)r->Rdi, r->Rsi);
            case SystemCallNumber.ClockGetRes:
                return r->Rsi == 0 || TimeArgument.TryWrite(r->Rsi, 1) ? 0 : -Errno.Fault;
            case SystemCallNumber.ClockNanosleep:
                return TimeCalls.Sleep(thread, (int)r->Rdi, r->Rsi, r->Rdx);
            case SystemCallNumber.Nanosleep:
                return TimeCalls.Sleep(thread, 1, 0, r->Rdi);
            case SystemCallNumber.GetTimeOfDay:
                return TimeCalls.GetTimeOfDay(r->Rdi);
            case SystemCallNumber.Time:
                return TimeCalls.GetSeconds(r->Rdi);
            case SystemCallNumber.SchedYield:
                Scheduler.Yield(cpu);
                return 0;
            case SystemCallNumber.GetTid:
                return thread->Id;
            case SystemCallNumber.GetPid:
                return ProcessId;
            case SystemCallNumber.GetParentPid:
            case SystemCallNumber.GetUid:
            case SystemCallNumber.GetGid:
            case SystemCallNumber.GetEuid:
            case SystemCallNumber.GetEgid:
                return 0;
            case SystemCallNumber.Mmap:
            case SystemCallNumber.Munmap:
            case SystemCallNumber.Mprotect:
            case SystemCallNumber.Madvise:
            case SystemCallNumber.Mremap:
            case SystemCallNumber.Msync:
            case SystemCallNumber.Mlock:
            case SystemCallNumber.Munlock:
            case SystemCallNumber.Brk:
                return Upcalls.Takes((int)r->Rax, r) ? Upcalls.Begin(r) : MemoryCalls.Dispatch((int)r->Rax, r);
            case SystemCallNumber.RtSigaction:
            case SystemCallNumber.RtSigprocmask:
            case SystemCallNumber.RtSigreturn:
            case SystemCallNumber.SigAltStack:
            case SystemCallNumber.Tgkill:
            case SystemCallNumber.Tkill:
            case SystemCallNumber.Kill:
                return SignalCalls.Dispatch((int)r->Rax, thread, r);
            case SystemCallNumber.Clone:
            case SystemCallNumber.Clone3:
            case SystemCallNumber.Exit:
            case SystemCallNumber.ExitGroup:
            case SystemCallNumber.SetTidAddress:
            case SystemCallNumber.SetRobustList:
            case SystemCallNumber.Rseq:
            case SystemCallNumber.SchedSetAffinity:
            case SystemCallNumber.SchedGetAffinity:
            case SystemCallNumber.Prctl:
            case SystemCallNumber.ArchPrctl:
            case SystemCallNumber.GetCpu:
            case SystemCallNumber.Membarrier:
                return ThreadCalls.Dispatch((int)r->Rax, cpu, thread, r);
            case SystemCallNumber.Uname:
            case SystemCallNumber.SysInfo:
            case SystemCallNumber.GetRusage:
            case SystemCallNumber.GetRlimit:
            case SystemCallNumber.Prlimit64:
            case SystemCallNumber.GetRandom:
                return SystemInformationCalls.Dispatch((int)r->Rax, thread, r);
            case SystemCallNumber.GetMempolicy:
                // No NUMA: the runtime asks once and understands this answer.
                return -Errno.NotImplemented;
            default:
                return DispatchFiles(thread, r);
        }
    }

    private static long DispatchFiles(Thread* thread, ThreadRegisters* r)
    {
        if (Upcalls.Takes((int)r->Rax, r))
        {
            return Upcalls.Begin(r);
        }

        long result = FileCalls.Dispatch((int)r->Rax, thread, r);
        if (result == -Errno.NotImplemented)
        {
            ReportUnknown(r->Rax);
        }

        return result;
    }

    private static void ReportUnknown(ulong number)
    {
        fixed (ulong* words = s_reported.Words)
        {
            ulong index = number / 64;
            if (index < KnownWords)
            {
                ulong bit = 1UL << (int)(number % 64);
                if ((words[index] & bit) != 0)
                {
                    return;
                }

                words[index] |= bit;
            }
        }

        Log.Begin(LogLevel.Debug)->Text("system call "u8)->Decimal(number)->Text(" is not implemented"u8)->End();
    }

    private struct Reported
    {
        internal fixed ulong Words[KnownWords];
    }
}

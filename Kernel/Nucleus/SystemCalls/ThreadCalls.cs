using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>Calls that make, end, name and place threads.</summary>
internal static unsafe class ThreadCalls
{
    private const ulong CloneArgumentBytes = 64;
    private const ulong AffinityBytes = 8;
    private const int SetFs = 0x1002;
    private const int GetFs = 0x1003;
    private const int SetName = 15;
    private const int GetName = 16;
    private const int MembarrierQuery = 0;
    private const int MembarrierExpedited = 8;
    private const int MembarrierRegister = 16;

    internal static long Dispatch(int number, Cpu* cpu, Thread* thread, ThreadRegisters* r)
    {
        switch (number)
        {
            case SystemCallNumber.Clone:
                return ThreadFactory.Clone(thread, r->Rdi, r->Rsi, r->Rdx, r->R10, r->R8);
            case SystemCallNumber.Clone3:
                return Clone3(thread, r->Rdi, r->Rsi);
            case SystemCallNumber.Exit:
                Exit(cpu, thread);
                return Waiting.Blocked;
            case SystemCallNumber.ExitGroup:
                Power.Off((int)r->Rdi);
                return 0;
            case SystemCallNumber.SetTidAddress:
                thread->ClearChildTid = r->Rdi;
                return thread->Id;
            case SystemCallNumber.SetRobustList:
                // Robust mutexes matter between processes; there is one.
                return 0;
            case SystemCallNumber.Rseq:
                return Rseq.Register(thread, r->Rdi, r->Rsi, r->Rdx, (uint)r->R10);
            case SystemCallNumber.SchedSetAffinity:
                return SetAffinity(thread, (int)r->Rdi, r->Rsi, r->Rdx);
            case SystemCallNumber.SchedGetAffinity:
                return GetAffinity(thread, (int)r->Rdi, r->Rsi, r->Rdx);
            case SystemCallNumber.Prctl:
                return Prctl(thread, (int)r->Rdi, r->Rsi);
            case SystemCallNumber.ArchPrctl:
                return ArchPrctl(thread, (int)r->Rdi, r->Rsi);
            case SystemCallNumber.GetCpu:
                return (r->Rdi == 0 || UserMemory.TryWrite32(r->Rdi, (uint)cpu->Index))
                    && (r->Rsi == 0 || UserMemory.TryWrite32(r->Rsi, 0)) ? 0 : -Errno.Fault;
            default:
                return Membarrier((int)r->Rdi);
        }
    }

    private static long Clone3(Thread* thread, ulong arguments, ulong size)
    {
        ulong flags;
        ulong childTid;
        ulong parentTid;
        ulong stack;
        ulong stackSize;
        ulong tls;
        if (size < CloneArgumentBytes)
        {
            return -Errno.InvalidArgument;
        }

        if (!UserMemory.TryRead64(arguments, &flags) || !UserMemory.TryRead64(arguments + 16, &childTid)
            || !UserMemory.TryRead64(arguments + 24, &parentTid) || !UserMemory.TryRead64(arguments + 40, &stack)
            || !UserMemory.TryRead64(arguments + 48, &stackSize) || !UserMemory.TryRead64(arguments + 56, &tls))
        {
            return -Errno.Fault;
        }

        return ThreadFactory.Clone(thread, flags, stack + stackSize, parentTid, childTid, tls);
    }

    private static void Exit(Cpu* cpu, Thread* thread)
    {
        // Off the table first: nobody finds it by id any more, so no signal arrives while it ends.
        ThreadTable.Remove(thread);
        if (thread->ClearChildTid != 0 && UserMemory.TryWrite32(thread->ClearChildTid, 0))
        {
            Futex.WakeOne(thread->ClearChildTid);
        }

        thread->SignalsBlocked = ulong.MaxValue;
        Scheduler.End(cpu);
    }

    private static long SetAffinity(Thread* self, int id, ulong size, ulong mask)
    {
        ulong wanted;
        if (size < AffinityBytes)
        {
            return -Errno.InvalidArgument;
        }

        if (!UserMemory.TryRead64(mask, &wanted))
        {
            return -Errno.Fault;
        }

        if ((wanted & Volatile.Read(ref Cpus.OnlineMask)) == 0)
        {
            return -Errno.InvalidArgument;
        }

        ThreadTable.Lock.Acquire();
        Thread* thread = id == 0 ? self : ThreadTable.Find(id);
        if (thread == null)
        {
            ThreadTable.Lock.Release();
            return -Errno.NoProcess;
        }

        Volatile.Write(ref thread->Affinity, wanted);
        Scheduler.Kick(Cpus.Get(Volatile.Read(ref thread->LastCpu)));
        ThreadTable.Lock.Release();
        return 0;
    }

    private static long GetAffinity(Thread* self, int id, ulong size, ulong mask)
    {
        if (size < AffinityBytes)
        {
            return -Errno.InvalidArgument;
        }

        ThreadTable.Lock.Acquire();
        Thread* thread = id == 0 ? self : ThreadTable.Find(id);
        ulong affinity = thread == null ? 0 : thread->Affinity & Cpus.OnlineMask;
        ThreadTable.Lock.Release();
        if (thread == null)
        {
            return -Errno.NoProcess;
        }

        return UserMemory.TryWrite64(mask, affinity) ? (long)AffinityBytes : -Errno.Fault;
    }

    private static long Prctl(Thread* thread, int operation, ulong argument)
    {
        switch (operation)
        {
            case SetName:
                byte* name = thread->Name;
                for (int i = 0; i < Thread.NameBytes - 1; i++)
                {
                    if (!UserMemory.TryRead(name + i, argument + (ulong)i, 1))
                    {
                        return -Errno.Fault;
                    }

                    if (name[i] == 0)
                    {
                        break;
                    }
                }

                name[Thread.NameBytes - 1] = 0;
                return 0;
            case GetName:
                return UserMemory.TryWrite(argument, thread->Name, Thread.NameBytes) ? 0 : -Errno.Fault;
            default:
                return -Errno.InvalidArgument;
        }
    }

    private static long ArchPrctl(Thread* thread, int operation, ulong address)
    {
        switch (operation)
        {
            case SetFs:
                thread->FsBase = address;
                FsBase.Load(address);
                return 0;
            case GetFs:
                return UserMemory.TryWrite64(address, thread->FsBase) ? 0 : -Errno.Fault;
            default:
                return -Errno.InvalidArgument;
        }
    }

    private static long Membarrier(int command)
    {
        switch (command)
        {
            case MembarrierQuery:
                return MembarrierExpedited | MembarrierRegister;
            case MembarrierRegister:
                return 0;
            case MembarrierExpedited:
                CrossCall.FlushAll();
                return 0;
            default:
                return -Errno.InvalidArgument;
        }
    }
}

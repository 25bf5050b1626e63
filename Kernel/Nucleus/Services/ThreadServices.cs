using System;
using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>Threads for managed threads. Callable from every thread; nothing here allocates or blocks.</summary>
public static unsafe class ThreadServices
{
    /// <summary>Threads there are now.</summary>
    public static int Count => Volatile.Read(ref ThreadTable.Count);

    /// <summary>Copies a snapshot of each thread, in the order of their ids.</summary>
    /// <param name="target">Receives them; what does not fit is left out.</param>
    /// <returns>Snapshots copied.</returns>
    public static int CopyThreads(Span<ThreadSnapshot> target)
    {
        // Touches every page: no page fault below, where interrupts are off.
        target.Clear();
        int count = 0;
        fixed (ThreadSnapshot* snapshots = target)
        {
            ulong flags = ServiceAsm.DisableInterrupts();
            ThreadTable.Lock.Acquire();
            for (int id = 1; id <= ThreadTable.Maximum && count < target.Length; id++)
            {
                Thread* thread = ThreadTable.Find(id);
                if (thread != null)
                {
                    Copy(thread, snapshots + count);
                    count++;
                }
            }

            ThreadTable.Lock.Release();
            ServiceAsm.RestoreInterrupts(flags);
        }

        return count;
    }

    private static void Copy(Thread* thread, ThreadSnapshot* snapshot)
    {
        snapshot->Id = thread->Id;
        snapshot->LastCpu = thread->LastCpu;
        snapshot->Priority = thread->Priority;
        snapshot->AffinityMask = thread->Affinity;
        snapshot->CpuNanoseconds = thread->CpuNanoseconds;
        snapshot->NameLow = *(ulong*)thread->Name;
        snapshot->NameHigh = *(ulong*)(thread->Name + sizeof(ulong));
        Cpu* cpu = Cpus.Get(thread->LastCpu);
        if (cpu->Current == thread)
        {
            ulong now = Clock.Monotonic();
            ulong since = Volatile.Read(ref cpu->SwitchedAt);
            snapshot->CpuNanoseconds += now > since ? now - since : 0;
            snapshot->State = ThreadSnapshotState.Running;
            return;
        }

        ulong state = Volatile.Read(ref thread->State) & ThreadState.Mask;
        snapshot->State = state == ThreadState.Runnable ? ThreadSnapshotState.Ready
            : state == ThreadState.Blocked ? ThreadSnapshotState.Waiting
            : ThreadSnapshotState.Ended;
    }
}

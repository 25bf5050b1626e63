namespace CosmosNvme.Nucleus;

/// <summary>Makes threads: the first one, those of clone3, and a CPU's idle thread.</summary>
internal static unsafe class ThreadFactory
{
    private const ulong InterruptsOn = 0x202;
    private const ulong FirstStackBytes = 1 << 20;
    private const ulong StackTopAddress = 0x7fff_f000_0000;

    internal const ulong CloneVirtualMemory = 0x100;
    internal const ulong CloneSetTls = 0x80000;
    internal const ulong CloneParentSetTid = 0x100000;
    internal const ulong CloneChildClearTid = 0x200000;
    internal const ulong CloneChildSetTid = 0x1000000;
    internal const ulong CloneThread = 0x10000;

    /// <summary>Lowest and highest+1 address of the first thread's stack.</summary>
    internal static ulong MainStackStart;
    internal static ulong MainStackEnd;

    /// <summary>What getrlimit(RLIMIT_STACK) says, and so the size of the C library's thread stacks: 8 MiB, less on small machines.</summary>
    internal static ulong StackLimit()
    {
        ulong limit = 8 << 20;
        ulong share = Commit.Limit * FrameAllocator.FrameBytes / 96;
        while (limit > FirstStackBytes && limit > share)
        {
            limit >>= 1;
        }

        return limit;
    }

    internal static Thread* CreateIdle(Cpu* cpu)
    {
        Thread* thread = OrPanic(ThreadTable.CreateUnlisted());
        thread->IsIdle = 1;
        thread->Affinity = 1UL << cpu->Index;
        thread->Priority = ThreadPriority.Count;
        thread->LastCpu = cpu->Index;
        thread->SignalsBlocked = ulong.MaxValue;
        Start(thread, (ulong)EntryPoints.Idle(), NucleusMemory.AllocateStack(1));
        SetName(thread, "idle"u8);
        return thread;
    }

    /// <summary>The thread that runs the C library's start-up code and managed Main.</summary>
    internal static Thread* CreateFirst()
    {
        ulong bytes = StackLimit();
        MainStackEnd = StackTopAddress;
        MainStackStart = StackTopAddress - bytes;
        uint rights = AddressSpace.Read | AddressSpace.Write;
        if (AddressSpace.Map(MainStackStart, bytes, rights, fixedAddress: true, AreaFlags.MainStack) < 0
            || AddressSpace.Map(MainStackStart - FirstStackBytes, FirstStackBytes, 0, fixedAddress: true, AreaFlags.StackGuard) < 0)
        {
            Panic.Stop("no memory for the first thread's stack"u8);
        }

        Thread* thread = OrPanic(ThreadTable.Create());
        thread->Affinity = ulong.MaxValue;
        thread->Priority = ThreadPriority.Normal;
        FloatingPoint.Reset(thread);
        SetName(thread, "main"u8);
        Start(thread, ImageLayout.Entry, FirstStack.Build(MainStackEnd));
        return thread;
    }

    /// <summary>clone or clone3 for a thread of the one process; anything else is refused.</summary>
    internal static long Clone(Thread* parent, ulong flags, ulong stackPointer, ulong parentTid, ulong childTid, ulong tls)
    {
        const ulong Needed = CloneVirtualMemory | CloneThread;
        if ((flags & Needed) != Needed || stackPointer == 0)
        {
            return -Errno.NotImplemented;
        }

        Thread* child = ThreadTable.Create();
        if (child == null)
        {
            return -Errno.Again;
        }

        long id = child->Id;
        if (((flags & CloneParentSetTid) != 0 && !UserMemory.TryWrite32(parentTid, (uint)id))
            || ((flags & CloneChildSetTid) != 0 && !UserMemory.TryWrite32(childTid, (uint)id)))
        {
            ThreadTable.Remove(child);
            ThreadTable.Recycle(child);
            return -Errno.Fault;
        }

        CopyWords(&child->Registers, &parent->Registers, (ulong)sizeof(ThreadRegisters) / 8);
        FloatingPoint.Save(parent);
        CopyWords(Thread.FloatingPoint(child), Thread.FloatingPoint(parent), (ulong)(FloatingPoint.StateBytes + 7) / 8);
        CopyWords(child->Name, parent->Name, Thread.NameBytes / 8);
        child->Registers.Rax = 0;
        child->Registers.Rsp = stackPointer;
        child->FsBase = (flags & CloneSetTls) != 0 ? tls : parent->FsBase;
        child->ClearChildTid = (flags & CloneChildClearTid) != 0 ? childTid : 0;

        // What a soft-interrupt thread starts, a worker of the thread pool perhaps, is no soft interrupt: it would hold up all others.
        bool isUrgent = parent->Priority == ThreadPriority.SoftInterrupt;
        child->Affinity = isUrgent ? ulong.MaxValue : parent->Affinity;
        child->Priority = isUrgent ? ThreadPriority.Normal : parent->Priority;
        child->SignalsBlocked = parent->SignalsBlocked;
        child->LastCpu = parent->LastCpu;
        Scheduler.MakeReady(child);
        return id;
    }

    internal static void SetName(Thread* thread, System.ReadOnlySpan<byte> name)
    {
        int i = 0;
        foreach (byte character in name)
        {
            if (i < Thread.NameBytes - 1)
            {
                thread->Name[i++] = character;
            }
        }

        thread->Name[i] = 0;
    }

    private static Thread* OrPanic(Thread* thread)
    {
        if (thread == null)
        {
            Panic.Stop("no memory for a thread"u8);
        }

        return thread;
    }

    private static void Start(Thread* thread, ulong rip, ulong rsp)
    {
        thread->Registers.Rip = rip;
        thread->Registers.Cs = DescriptorTables.CodeSelector;
        thread->Registers.Rflags = InterruptsOn;
        thread->Registers.Rsp = rsp;
        thread->Registers.Ss = DescriptorTables.DataSelector;
    }

    private static void CopyWords(void* to, void* from, ulong words)
    {
        ulong* target = (ulong*)to;
        ulong* source = (ulong*)from;
        for (ulong i = 0; i < words; i++)
        {
            target[i] = source[i];
        }
    }
}

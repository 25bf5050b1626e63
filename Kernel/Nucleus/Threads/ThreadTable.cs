namespace CosmosNvme.Nucleus;

/// <summary>All threads by id. Ids of ended threads come back as late as possible.</summary>
internal static unsafe class ThreadTable
{
    internal const int Maximum = 4096;

    private static Thread** s_threads;
    private static Thread* s_free;
    private static int s_nextSlot;

    /// <summary>Held while a thread found by id is used, so that it cannot end meanwhile. Before any queue lock.</summary>
    internal static SpinLock Lock;

    /// <summary>Threads that exist.</summary>
    internal static int Count;

    internal static void Initialize() => s_threads = (Thread**)NucleusMemory.Allocate(Maximum * (ulong)sizeof(Thread*));

    /// <summary>A zeroed thread that has no id and is not in the table: an idle thread. Null: no memory.</summary>
    internal static Thread* CreateUnlisted()
    {
        Lock.Acquire();
        Thread* thread = TakeFrame();
        Lock.Release();
        return thread;
    }

    /// <summary>A zeroed thread with an id; null: too many threads, or no memory.</summary>
    internal static Thread* Create()
    {
        Lock.Acquire();
        Thread* thread = null;
        if (Count < Maximum)
        {
            thread = TakeFrame();
        }

        if (thread != null)
        {
            while (s_threads[s_nextSlot] != null)
            {
                s_nextSlot = (s_nextSlot + 1) % Maximum;
            }

            s_threads[s_nextSlot] = thread;
            thread->Id = s_nextSlot + 1;
            s_nextSlot = (s_nextSlot + 1) % Maximum;
            Count++;
        }

        Lock.Release();
        return thread;
    }

    /// <summary>Takes an ended thread off the table; its memory stays until <see cref="Recycle"/>.</summary>
    internal static void Remove(Thread* thread)
    {
        Lock.Acquire();
        s_threads[thread->Id - 1] = null;
        Count--;
        Lock.Release();
    }

    /// <summary>The memory of a thread that no CPU runs any more.</summary>
    internal static void Recycle(Thread* thread)
    {
        Lock.Acquire();
        thread->Next = s_free;
        s_free = thread;
        Lock.Release();
    }

    /// <summary>The thread with this id or null; the caller holds <see cref="Lock"/>.</summary>
    internal static Thread* Find(int id) => id > 0 && id <= Maximum ? s_threads[id - 1] : null;

    private static Thread* TakeFrame()
    {
        Thread* thread = s_free;
        if (thread != null)
        {
            s_free = thread->Next;
        }
        else
        {
            ulong frame = FrameCache.Take();
            if (frame == 0)
            {
                return null;
            }

            thread = (Thread*)DirectMap.Pointer(frame);
        }

        Asm.ZeroWords(thread, FrameAllocator.FrameBytes / sizeof(ulong));
        thread->TimerIndex = -1;
        thread->FloatingPointCpu = -1;
        thread->SystemCall = Thread.NoSystemCall;
        return thread;
    }
}

using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>Threads ready to run on one CPU: a list per priority, first come first served.</summary>
internal unsafe struct RunQueue
{
    private SpinLock _lock;
    private int _count;
    private fixed ulong _heads[ThreadPriority.Count];
    private fixed ulong _tails[ThreadPriority.Count];

    /// <summary>Threads waiting for the CPU; a hint without the lock.</summary>
    internal int Count => Volatile.Read(ref _count);

    internal void Push(Thread* thread)
    {
        _lock.Acquire();
        int priority = Thread.Urgency(thread);
        thread->Next = null;
        thread->Previous = (Thread*)_tails[priority];
        if (thread->Previous == null)
        {
            _heads[priority] = (ulong)thread;
        }
        else
        {
            thread->Previous->Next = thread;
        }

        _tails[priority] = (ulong)thread;
        Volatile.Write(ref _count, _count + 1);
        _lock.Release();
    }

    /// <summary>Takes the first thread of the most urgent priority that may run on the CPUs of <paramref name="affinity"/>; null: none.</summary>
    internal Thread* Pop(ulong affinity)
    {
        if (Count == 0)
        {
            return null;
        }

        _lock.Acquire();
        for (int priority = 0; priority < ThreadPriority.Count; priority++)
        {
            for (Thread* thread = (Thread*)_heads[priority]; thread != null; thread = thread->Next)
            {
                if ((thread->Affinity & affinity) != 0)
                {
                    Unlink(thread, priority);
                    _lock.Release();
                    return thread;
                }
            }
        }

        _lock.Release();
        return null;
    }

    /// <summary>The most urgent priority that waits; <see cref="ThreadPriority.Count"/>: nobody does. A hint without the lock.</summary>
    internal int BestPriority()
    {
        int priority = 0;
        while (priority < ThreadPriority.Count && Volatile.Read(ref _heads[priority]) == 0)
        {
            priority++;
        }

        return priority;
    }

    private void Unlink(Thread* thread, int priority)
    {
        if (thread->Previous == null)
        {
            _heads[priority] = (ulong)thread->Next;
        }
        else
        {
            thread->Previous->Next = thread->Next;
        }

        if (thread->Next == null)
        {
            _tails[priority] = (ulong)thread->Previous;
        }
        else
        {
            thread->Next->Previous = thread->Previous;
        }

        thread->Next = null;
        thread->Previous = null;
        Volatile.Write(ref _count, _count - 1);
    }
}

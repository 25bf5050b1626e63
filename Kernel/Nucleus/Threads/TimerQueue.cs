namespace CosmosNvme.Nucleus;

/// <summary>Deadlines of the threads that began to wait on one CPU: a binary heap. Each thread has at most one.</summary>
internal unsafe struct TimerQueue
{
    internal const ulong BlockBytes = ThreadTable.Maximum * sizeof(ulong);

    private SpinLock _lock;
    private int _count;
    private ulong* _deadlines;
    private Thread** _threads;
    private ulong* _words;

    /// <summary>Starts empty in three blocks of <see cref="BlockBytes"/>, enough for a deadline of every thread there can be.</summary>
    internal void Initialize(void* deadlines, void* words, void* threads)
    {
        _count = 0;
        _deadlines = (ulong*)deadlines;
        _words = (ulong*)words;
        _threads = (Thread**)threads;
    }

    /// <summary>Adds a deadline, in nanoseconds of <see cref="Clock"/>, for the wait <paramref name="word"/>, on the CPU that runs this.</summary>
    internal static void Insert(Cpu* cpu, Thread* thread, ulong deadline, ulong word)
    {
        cpu->Timers.Add(cpu->Index, thread, deadline, word);
        OneShot.Program(cpu);
    }

    /// <summary>Takes the thread's deadline back, if there is one, from whatever CPU it is on.</summary>
    internal static void Cancel(Thread* thread)
    {
        if (thread->TimerIndex < 0)
        {
            return;
        }

        Cpus.Get(thread->TimerCpu)->Timers.Take(thread);
    }

    /// <summary>Ends all waits of this CPU whose deadline has passed.</summary>
    internal static void Expire(Cpu* cpu, ulong now)
    {
        ulong word;
        Thread* thread = cpu->Timers.TakeExpired(now, &word);
        while (thread != null)
        {
            Waiting.TimeOut(thread, word);
            thread = cpu->Timers.TakeExpired(now, &word);
        }
    }

    /// <summary>Adds a deadline to this queue, which is the one of CPU <paramref name="cpu"/>.</summary>
    internal void Add(int cpu, Thread* thread, ulong deadline, ulong word)
    {
        _lock.Acquire();
        thread->TimerCpu = cpu;
        Place(_count++, deadline, thread, word);
        Rise(thread->TimerIndex);
        _lock.Release();
    }

    /// <summary>Takes the thread's deadline out of this queue, if it is still there.</summary>
    internal void Take(Thread* thread)
    {
        _lock.Acquire();
        if (thread->TimerIndex >= 0)
        {
            Remove(thread->TimerIndex);
        }

        _lock.Release();
    }

    /// <summary>Takes the earliest deadline if it is not after <paramref name="now"/>: its thread and wait, or null.</summary>
    internal Thread* TakeExpired(ulong now, ulong* word)
    {
        Thread* thread = null;
        _lock.Acquire();
        if (_count != 0 && _deadlines[0] <= now)
        {
            thread = _threads[0];
            *word = _words[0];
            Remove(0);
        }

        _lock.Release();
        return thread;
    }

    /// <summary>The earliest deadline, or <see cref="Waiting.Forever"/>.</summary>
    internal ulong First()
    {
        _lock.Acquire();
        ulong first = _count == 0 ? Waiting.Forever : _deadlines[0];
        _lock.Release();
        return first;
    }

    private void Place(int index, ulong deadline, Thread* thread, ulong word)
    {
        _deadlines[index] = deadline;
        _threads[index] = thread;
        _words[index] = word;
        thread->TimerIndex = index;
    }

    private void Remove(int index)
    {
        _threads[index]->TimerIndex = -1;
        _count--;
        if (index < _count)
        {
            Thread* moved = _threads[_count];
            Place(index, _deadlines[_count], moved, _words[_count]);
            Rise(index);
            Sink(moved->TimerIndex);
        }
    }

    private void Rise(int index)
    {
        while (index > 0 && _deadlines[index] < _deadlines[(index - 1) / 2])
        {
            Swap(index, (index - 1) / 2);
            index = (index - 1) / 2;
        }
    }

    private void Sink(int index)
    {
        while (true)
        {
            int child = (index * 2) + 1;
            if (child + 1 < _count && _deadlines[child + 1] < _deadlines[child])
            {
                child++;
            }

            if (child >= _count || _deadlines[child] >= _deadlines[index])
            {
                return;
            }

            Swap(index, child);
            index = child;
        }
    }

    private void Swap(int one, int two)
    {
        ulong deadline = _deadlines[one];
        Thread* thread = _threads[one];
        ulong word = _words[one];
        Place(one, _deadlines[two], _threads[two], _words[two]);
        Place(two, deadline, thread, word);
    }
}

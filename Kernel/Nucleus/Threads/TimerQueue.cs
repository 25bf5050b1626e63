namespace CosmosNvme.Nucleus;

/// <summary>Deadlines of the threads that began to wait on one CPU: a binary heap. Each thread has at most one.</summary>
internal unsafe struct TimerQueue
{
    private SpinLock _lock;
    private int _count;
    private ulong* _deadlines;
    private Thread** _threads;
    private ulong* _words;

    internal void Initialize()
    {
        _deadlines = (ulong*)NucleusMemory.Allocate(ThreadTable.Maximum * 8);
        _threads = (Thread**)NucleusMemory.Allocate(ThreadTable.Maximum * 8);
        _words = (ulong*)NucleusMemory.Allocate(ThreadTable.Maximum * 8);
    }

    /// <summary>Adds a deadline, in nanoseconds of <see cref="Clock"/>, for the wait <paramref name="word"/>, on the CPU that runs this.</summary>
    internal static void Insert(Cpu* cpu, Thread* thread, ulong deadline, ulong word)
    {
        TimerQueue* queue = &cpu->Timers;
        queue->_lock.Acquire();
        thread->TimerCpu = cpu->Index;
        queue->Place(queue->_count++, deadline, thread, word);
        queue->Rise(thread->TimerIndex);
        queue->_lock.Release();
        OneShot.Program(cpu);
    }

    /// <summary>Takes the thread's deadline back, if there is one, from whatever CPU it is on.</summary>
    internal static void Cancel(Thread* thread)
    {
        if (thread->TimerIndex < 0)
        {
            return;
        }

        TimerQueue* queue = &Cpus.Get(thread->TimerCpu)->Timers;
        queue->_lock.Acquire();
        if (thread->TimerIndex >= 0)
        {
            queue->Remove(thread->TimerIndex);
        }

        queue->_lock.Release();
    }

    /// <summary>Ends all waits of this CPU whose deadline has passed.</summary>
    internal static void Expire(Cpu* cpu, ulong now)
    {
        TimerQueue* queue = &cpu->Timers;
        while (true)
        {
            queue->_lock.Acquire();
            if (queue->_count == 0 || queue->_deadlines[0] > now)
            {
                queue->_lock.Release();
                return;
            }

            Thread* thread = queue->_threads[0];
            ulong word = queue->_words[0];
            queue->Remove(0);
            queue->_lock.Release();
            Waiting.TimeOut(thread, word);
        }
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

namespace CosmosNvme.Nucleus;

/// <summary>Threads that wait for something, in order of arrival, each with a key that says for what.</summary>
internal unsafe struct WaitQueue
{
    internal SpinLock Lock;
    internal Thread* Head;
    internal Thread* Tail;

    internal void Append(Thread* thread)
    {
        thread->Next = null;
        thread->Previous = Tail;
        if (Tail == null)
        {
            Head = thread;
        }
        else
        {
            Tail->Next = thread;
        }

        Tail = thread;
    }

    internal void Unlink(Thread* thread)
    {
        if (thread->Previous == null)
        {
            Head = thread->Next;
        }
        else
        {
            thread->Previous->Next = thread->Next;
        }

        if (thread->Next == null)
        {
            Tail = thread->Previous;
        }
        else
        {
            thread->Next->Previous = thread->Previous;
        }

        thread->Queue = null;
    }
}

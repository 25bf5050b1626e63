namespace CosmosNvme.Nucleus;

/// <summary>A pipe: a ring of one frame with waiting readers and writers.</summary>
internal unsafe struct Pipe
{
    private const uint Capacity = 4096;

    private SpinLock _lock;
    private byte* _ring;
    private uint _head;
    private uint _tail;
    private int _hasReader;
    private int _hasWriter;
    private WaitQueue _readers;
    private WaitQueue _writers;
    private Pipe* _nextFree;

    private static Pipe* s_free;
    private static SpinLock s_freeLock;

    internal bool IsReadable => _head != _tail || _hasWriter == 0;

    internal bool IsWritable => _head - _tail < Capacity || _hasReader == 0;

    /// <summary>A pipe with both ends open; null: no memory.</summary>
    internal static Pipe* Create()
    {
        ulong frame = FrameCache.Take();
        if (frame == 0)
        {
            return null;
        }

        s_freeLock.Acquire();
        Pipe* pipe = s_free;
        if (pipe != null)
        {
            s_free = pipe->_nextFree;
        }

        s_freeLock.Release();
        if (pipe == null)
        {
            pipe = (Pipe*)NucleusMemory.Allocate((ulong)sizeof(Pipe));
        }

        pipe->_ring = DirectMap.Pointer(frame);
        pipe->_head = 0;
        pipe->_tail = 0;
        pipe->_hasReader = 1;
        pipe->_hasWriter = 1;
        return pipe;
    }

    internal static long Read(Thread* thread, Pipe* pipe, ulong target, ulong count, bool nonBlocking)
    {
        if (count == 0)
        {
            return 0;
        }

        WaitQueue* readers = &pipe->_readers;
        readers->Lock.Acquire();
        pipe->_lock.Acquire();
        if (pipe->_head == pipe->_tail)
        {
            bool ended = pipe->_hasWriter == 0;
            pipe->_lock.Release();
            if (ended || nonBlocking)
            {
                readers->Lock.Release();
                return ended ? 0 : -Errno.Again;
            }

            return Waiting.Block(thread, readers, 0, uint.MaxValue, Waiting.Forever, 0, Waiting.Restart);
        }

        // The bytes leave the ring before they are stored: the target may fault, which nothing here may wait for.
        byte* bounce = Asm.ThisCpu()->Bounce;
        uint taken = 0;
        while (taken < count && taken < Cpu.BounceBytes && pipe->_tail != pipe->_head)
        {
            bounce[taken++] = pipe->_ring[pipe->_tail++ % Capacity];
        }

        pipe->_lock.Release();
        readers->Lock.Release();
        Waiting.WakeAll(&pipe->_writers, Waiting.Again);
        Poll.WakeAll();
        return UserMemory.TryWrite(target, bounce, taken) ? taken : -Errno.Fault;
    }

    internal static long Write(Thread* thread, Pipe* pipe, ulong source, ulong count, bool nonBlocking)
    {
        byte* bounce = Asm.ThisCpu()->Bounce;
        count = count < Cpu.BounceBytes ? count : Cpu.BounceBytes;
        if (!UserMemory.TryRead(bounce, source, count))
        {
            return -Errno.Fault;
        }

        WaitQueue* writers = &pipe->_writers;
        writers->Lock.Acquire();
        pipe->_lock.Acquire();
        if (pipe->_hasReader == 0)
        {
            pipe->_lock.Release();
            writers->Lock.Release();
            return -Errno.BrokenPipe;
        }

        uint room = Capacity - (pipe->_head - pipe->_tail);
        if (room < count)
        {
            pipe->_lock.Release();
            if (nonBlocking)
            {
                writers->Lock.Release();
                return -Errno.Again;
            }

            return Waiting.Block(thread, writers, 0, uint.MaxValue, Waiting.Forever, 0, Waiting.Restart);
        }

        for (uint i = 0; i < count; i++)
        {
            pipe->_ring[pipe->_head++ % Capacity] = bounce[i];
        }

        pipe->_lock.Release();
        writers->Lock.Release();
        Waiting.WakeAll(&pipe->_readers, Waiting.Again);
        Poll.WakeAll();
        return (long)count;
    }

    internal static void CloseReader(Pipe* pipe)
    {
        pipe->_lock.Acquire();
        pipe->_hasReader = 0;
        bool last = pipe->_hasWriter == 0;
        pipe->_lock.Release();
        Close(pipe, last);
    }

    internal static void CloseWriter(Pipe* pipe)
    {
        pipe->_lock.Acquire();
        pipe->_hasWriter = 0;
        bool last = pipe->_hasReader == 0;
        pipe->_lock.Release();
        Close(pipe, last);
    }

    private static void Close(Pipe* pipe, bool last)
    {
        Waiting.WakeAll(&pipe->_readers, Waiting.Again);
        Waiting.WakeAll(&pipe->_writers, Waiting.Again);
        Poll.WakeAll();
        if (last)
        {
            FrameCache.Give(DirectMap.Physical(pipe->_ring));
            s_freeLock.Acquire();
            pipe->_nextFree = s_free;
            s_free = pipe;
            s_freeLock.Release();
        }
    }
}

namespace CosmosNvme.Nucleus;

/// <summary>poll and ppoll. All pollers share one queue: there are few of them, and each looks at its own files again when woken.</summary>
internal static unsafe class Poll
{
    private const ulong EntryBytes = 8;
    private const ulong MaximumEntries = 64;
    private const uint Input = 1;
    private const uint Output = 4;
    private const uint Invalid = 0x20;
    private const int NanosecondsPerMillisecond = 1_000_000;

    private static WaitQueue s_queue;

    internal static void WakeAll()
    {
        fixed (WaitQueue* queue = &s_queue)
        {
            Waiting.WakeAll(queue, Waiting.Again);
        }
    }

    /// <summary>poll: time-out in milliseconds, negative for ever.</summary>
    internal static long Call(Thread* thread, ulong entries, ulong count, int milliseconds)
    {
        ulong deadline = milliseconds < 0
            ? Waiting.Forever
            : Clock.Monotonic() + ((ulong)milliseconds * NanosecondsPerMillisecond);
        return Wait(thread, entries, count, deadline, milliseconds == 0);
    }

    /// <summary>ppoll: time-out as a timespec, null for ever. The signal mask is not supported and must be null.</summary>
    internal static long CallWithTimespec(Thread* thread, ulong entries, ulong count, ulong timeout, ulong mask)
    {
        ulong deadline = Waiting.Forever;
        if (mask != 0)
        {
            return -Errno.NotImplemented;
        }

        if (timeout != 0)
        {
            long error = TimeArgument.ReadDeadline(timeout, absolute: false, realTime: false, &deadline);
            if (error != 0)
            {
                return error;
            }
        }

        return Wait(thread, entries, count, deadline, deadline <= Clock.Monotonic());
    }

    private static long Wait(Thread* thread, ulong entries, ulong count, ulong deadline, bool never)
    {
        if (count > MaximumEntries)
        {
            return -Errno.InvalidArgument;
        }

        deadline = Asm.ThisCpu()->RestartedCall != 0 ? thread->RestartDeadline : deadline;
        fixed (WaitQueue* queue = &s_queue)
        {
            // With the lock held, an event that happens after the look finds this thread in the queue.
            queue->Lock.Acquire();
            long ready = Look(entries, count);
            if (ready != 0 || never)
            {
                queue->Lock.Release();
                return ready;
            }

            thread->RestartDeadline = deadline;
            return Waiting.Block(thread, queue, 0, uint.MaxValue, deadline, 0, -Errno.Interrupted);
        }
    }

    private static long Look(ulong entries, ulong count)
    {
        long ready = 0;
        for (ulong i = 0; i < count; i++)
        {
            ulong entry = 0;
            ulong address = entries + (i * EntryBytes);
            if (!UserMemory.TryRead64(address, &entry))
            {
                return -Errno.Fault;
            }

            int descriptor = (int)entry;
            uint wanted = (uint)(entry >> 32) & 0xffff;
            uint events = descriptor < 0 ? 0 : EventsOf(descriptor) & (wanted | Invalid);
            if (!UserMemory.TryWrite64(address, (entry & 0xffff_ffff_ffff) | ((ulong)events << 48)))
            {
                return -Errno.Fault;
            }

            ready += events != 0 ? 1 : 0;
        }

        return ready;
    }

    // Files of managed code never make anybody wait.
    private static uint EventsOf(int descriptor) => Upcalls.IsDescriptor((uint)descriptor) ? Input | Output : Events(FileTable.Find(descriptor));

    private static uint Events(OpenFile* file)
    {
        if (file == null)
        {
            return Invalid;
        }

        return file->Kind switch
        {
            FileKind.ConsoleInput => ConsoleInput.HasData ? Input : 0,
            FileKind.ConsoleOutput or FileKind.LogOutput => Output,
            FileKind.PipeReader => ((Pipe*)file->Object)->IsReadable ? Input : 0,
            FileKind.PipeWriter => ((Pipe*)file->Object)->IsWritable ? Output : 0,
            _ => Input | Output,
        };
    }
}

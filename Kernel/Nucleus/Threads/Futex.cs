namespace CosmosNvme.Nucleus;

/// <summary>futex(2) within one address space: 256 wait queues by address, each with its own lock.</summary>
internal static unsafe class Futex
{
    private const int Buckets = 256;
    private const int Wait = 0;
    private const int WakeOperation = 1;
    private const int Requeue = 3;
    private const int CompareRequeue = 4;
    private const int WaitBitset = 9;
    private const int WakeBitset = 10;
    private const int PrivateFlag = 128;
    private const int RealTimeFlag = 256;
    private const uint AllBits = uint.MaxValue;

    private static WaitQueue* s_buckets;

    internal static void Initialize() => s_buckets = (WaitQueue*)NucleusMemory.Allocate(Buckets * (ulong)sizeof(WaitQueue));

    internal static long Call(Thread* thread, ulong address, int operation, uint value, ulong timeout, ulong address2, uint value3)
    {
        if ((address & 3) != 0)
        {
            return -Errno.InvalidArgument;
        }

        bool realTime = (operation & RealTimeFlag) != 0;
        switch (operation & ~(PrivateFlag | RealTimeFlag))
        {
            case Wait:
                return WaitOn(thread, address, value, AllBits, timeout, absolute: false, realTime: false);
            case WaitBitset:
                return value3 == 0 ? -Errno.InvalidArgument : WaitOn(thread, address, value, value3, timeout, absolute: true, realTime);
            case WakeOperation:
                return Waiting.Wake(Bucket(address), address, AllBits, Limit(value), 0);
            case WakeBitset:
                return value3 == 0 ? -Errno.InvalidArgument : Waiting.Wake(Bucket(address), address, value3, Limit(value), 0);
            case Requeue:
            case CompareRequeue:
                return MoveWaiters(address, operation & ~PrivateFlag, value, timeout, address2, value3);
            default:
                return -Errno.NotImplemented;
        }
    }

    /// <summary>Wakes one waiter; used when a thread ends.</summary>
    internal static void WakeOne(ulong address) => Waiting.Wake(Bucket(address), address, AllBits, 1, 0);

    private static int Limit(uint count) => count > int.MaxValue ? int.MaxValue : (int)count;

    private static WaitQueue* Bucket(ulong address) => s_buckets + (((address >> 2) ^ (address >> 10) ^ (address >> 20)) & (Buckets - 1));

    private static long WaitOn(Thread* thread, ulong address, uint expected, uint bits, ulong timeout, bool absolute, bool realTime)
    {
        ulong deadline = Waiting.Forever;
        if (timeout != 0)
        {
            long error = TimeArgument.ReadDeadline(timeout, absolute, realTime, &deadline);
            if (error != 0)
            {
                return error;
            }
        }

        WaitQueue* bucket = Bucket(address);
        bucket->Lock.Acquire();

        // The load may fault and be resolved here: that takes the address-space lock, which nobody holds while taking this one.
        long current = UserMemory.Load32(address);
        if (current < 0 || (uint)current != expected)
        {
            bucket->Lock.Release();
            return current < 0 ? -Errno.Fault : -Errno.Again;
        }

        return Waiting.Block(
            thread, bucket, address, bits, deadline, -Errno.TimedOut, timeout == 0 ? Waiting.Restart : -Errno.Interrupted);
    }

    /// <summary>
    /// Requeue wakes instead of moving: a woken waiter finds its condition changed and waits where it belongs. That keeps every
    /// waiter in one queue for the whole of its wait.
    /// </summary>
    private static long MoveWaiters(ulong address, int operation, uint wake, ulong move, ulong address2, uint expected)
    {
        if (operation == CompareRequeue)
        {
            long current = UserMemory.Load32(address);
            if (current < 0 || (uint)current != expected)
            {
                return current < 0 ? -Errno.Fault : -Errno.Again;
            }
        }

        ulong all = wake + move;
        return Waiting.Wake(Bucket(address), address, AllBits, all > int.MaxValue ? int.MaxValue : (int)all, 0);
    }
}

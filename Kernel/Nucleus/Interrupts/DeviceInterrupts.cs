using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Vectors for devices, by CPU. The hard handler counts, acknowledges and wakes; whatever there is to do happens in the thread
/// that waits. A waiter names the count it has seen, so an interrupt between its look and its wait is not lost.
/// </summary>
internal static unsafe class DeviceInterrupts
{
    internal const int Maximum = 1024;
    private const ulong MessageBase = 0xfee0_0000;
    private const int MessageCpuShift = 12;

    private static DeviceInterrupt* s_lines;
    private static SpinLock s_lock;

    /// <summary>Interrupts on vectors that no device has.</summary>
    internal static long Unexpected;

    internal static void Initialize() => s_lines = (DeviceInterrupt*)NucleusMemory.Allocate(Maximum * (ulong)sizeof(DeviceInterrupt));

    /// <summary>A free vector of CPU <paramref name="index"/>; the line's number, or -1.</summary>
    internal static int Allocate(int index)
    {
        if ((uint)index >= (uint)Cpus.Count || Volatile.Read(ref Cpus.Get(index)->Online) == 0 || Cpus.Get(index)->ApicId > 0xff)
        {
            return -1;
        }

        Cpu* cpu = Cpus.Get(index);
        s_lock.Acquire();
        int line = 0;
        while (line < Maximum && s_lines[line].Vector != 0)
        {
            line++;
        }

        int vector = InterruptVectors.FirstDevice;
        while (vector <= InterruptVectors.LastDevice && cpu->Lines[vector] != 0)
        {
            vector++;
        }

        if (line == Maximum || vector > InterruptVectors.LastDevice)
        {
            s_lock.Release();
            return -1;
        }

        s_lines[line].Count = 0;
        s_lines[line].Cpu = index;
        s_lines[line].Vector = vector;
        Volatile.Write(ref cpu->Lines[vector], (ulong)(s_lines + line));
        s_lock.Release();
        return line;
    }

    /// <summary>Gives the vector back; the device is silent and nobody waits.</summary>
    internal static void Free(int line)
    {
        s_lock.Acquire();
        DeviceInterrupt* entry = s_lines + line;
        Volatile.Write(ref Cpus.Get(entry->Cpu)->Lines[entry->Vector], 0);
        entry->Vector = 0;
        s_lock.Release();
    }

    /// <summary>The line with this number, or null.</summary>
    internal static DeviceInterrupt* Find(int line) =>
        (uint)line < Maximum && s_lines[line].Vector != 0 ? s_lines + line : null;

    /// <summary>What the device writes to and what it writes (Intel SDM volume 3, §10.11): fixed delivery, edge-triggered.</summary>
    internal static ulong MessageAddress(DeviceInterrupt* line) =>
        MessageBase | ((ulong)Cpus.Get(line->Cpu)->ApicId << MessageCpuShift);

    /// <summary>Interrupt: the hard handler of all devices.</summary>
    internal static void OnInterrupt(Cpu* cpu, int vector)
    {
        DeviceInterrupt* line = (DeviceInterrupt*)Volatile.Read(ref cpu->Lines[vector]);
        if (line == null)
        {
            Interlocked.Increment(ref Unexpected);
            LocalApic.EndOfInterrupt();
            return;
        }

        // Counted before the queue is looked at: a thread about to wait either sees the count or is seen waiting.
        Interlocked.Increment(ref line->Count);
        LocalApic.EndOfInterrupt();
        Waiting.WakeAll(&line->Waiters, Waiting.Again);
    }

    /// <summary>System call: waits until the count differs from <paramref name="seen"/>. Returns the count, also after the deadline.</summary>
    internal static long Wait(Thread* thread, int number, long seen, ulong nanoseconds)
    {
        DeviceInterrupt* line = Find(number);
        if (line == null)
        {
            return -Errno.InvalidArgument;
        }

        line->Waiters.Lock.Acquire();
        long count = Volatile.Read(ref line->Count);
        if (count != seen || nanoseconds == 0)
        {
            line->Waiters.Lock.Release();
            return count;
        }

        ulong deadline = Asm.ThisCpu()->RestartedCall != 0 ? thread->RestartDeadline : Clock.Monotonic() + nanoseconds;
        thread->RestartDeadline = deadline;
        return Waiting.Block(thread, &line->Waiters, 0, uint.MaxValue, deadline, seen, Waiting.Again);
    }
}

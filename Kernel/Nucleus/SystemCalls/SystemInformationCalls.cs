using System;

namespace CosmosNvme.Nucleus;

/// <summary>Calls that ask what machine this is, and getrandom.</summary>
internal static unsafe class SystemInformationCalls
{
    private const int UnameFieldBytes = 65;
    private const int UnameFields = 6;
    private const int SysInfoBytes = 112;
    private const int ResourceStack = 3;
    private const int ResourceOpenFiles = 7;
    private const ulong Unlimited = ulong.MaxValue;
    private const int RusageBytes = 144;

    internal static long Dispatch(int number, Thread* thread, ThreadRegisters* r)
    {
        switch (number)
        {
            case SystemCallNumber.GetRandom:
                return GetRandom(r->Rdi, r->Rsi);
            case SystemCallNumber.Prlimit64:
                return r->R10 == 0 ? 0 : WriteLimit((int)r->Rsi, r->R10);
            case SystemCallNumber.GetRlimit:
                return WriteLimit((int)r->Rdi, r->Rsi);
            default:
                return Describe(number, thread, r);
        }
    }

    private static long Describe(int number, Thread* thread, ThreadRegisters* r)
    {
        byte* buffer = Asm.ThisCpu()->Bounce;
        Asm.ZeroWords(buffer, Cpu.BounceBytes / 8);
        return number switch
        {
            SystemCallNumber.Uname => Uname(buffer, r->Rdi),
            SystemCallNumber.SysInfo => SysInfo(buffer, r->Rdi),
            _ => Rusage(buffer, thread, (int)r->Rdi, r->Rsi),
        };
    }

    private static long GetRandom(ulong target, ulong count)
    {
        // Longer requests are answered short; callers go on from there.
        const ulong Most = 256;
        count = count < Most ? count : Most;
        ulong chunk0;
        ulong* chunk = &chunk0;
        for (ulong done = 0; done < count; done += sizeof(ulong))
        {
            *chunk = Randomness.Next();
            ulong part = count - done < sizeof(ulong) ? count - done : sizeof(ulong);
            if (!UserMemory.TryWrite(target + done, chunk, part))
            {
                return -Errno.Fault;
            }
        }

        return (long)count;
    }

    private static long WriteLimit(int resource, ulong target)
    {
        ulong limit = resource switch
        {
            ResourceStack => ThreadFactory.StackLimit(),
            ResourceOpenFiles => Upcalls.FirstDescriptor + Upcalls.Descriptors,
            _ => Unlimited,
        };
        return UserMemory.TryWrite64(target, limit) && UserMemory.TryWrite64(target + 8, limit) ? 0 : -Errno.Fault;
    }

    private static long Uname(byte* buffer, ulong target)
    {
        Put(buffer, "Linux"u8);
        Put(buffer + UnameFieldBytes, "cosmosnvme"u8);
        Put(buffer + (2 * UnameFieldBytes), "6.1.0-cosmosnvme"u8);
        Put(buffer + (3 * UnameFieldBytes), "#1"u8);
        Put(buffer + (4 * UnameFieldBytes), "x86_64"u8);
        return UserMemory.TryWrite(target, buffer, UnameFields * UnameFieldBytes) ? 0 : -Errno.Fault;
    }

    private static long SysInfo(byte* buffer, ulong target)
    {
        ulong total = FrameAllocator.TotalFrames * FrameAllocator.FrameBytes;
        *(ulong*)buffer = Clock.Monotonic() / Clock.NanosecondsPerSecond;
        *(ulong*)(buffer + 32) = total;
        *(ulong*)(buffer + 40) = FrameAllocator.FreeFrames * FrameAllocator.FrameBytes;
        *(ushort*)(buffer + 80) = (ushort)ThreadTable.Count;
        *(uint*)(buffer + 104) = 1;
        return UserMemory.TryWrite(target, buffer, SysInfoBytes) ? 0 : -Errno.Fault;
    }

    private static long Rusage(byte* buffer, Thread* thread, int who, ulong target)
    {
        ulong microseconds = (who == 1 ? TimeCalls.ThreadTime(thread) : TimeCalls.ProcessTime()) / 1000;
        *(ulong*)buffer = microseconds / 1_000_000;
        *(ulong*)(buffer + 8) = microseconds % 1_000_000;
        return UserMemory.TryWrite(target, buffer, RusageBytes) ? 0 : -Errno.Fault;
    }

    private static void Put(byte* target, ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
        {
            *target++ = character;
        }
    }
}

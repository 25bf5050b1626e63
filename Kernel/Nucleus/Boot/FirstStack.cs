namespace CosmosNvme.Nucleus;

/// <summary>
/// What the C library finds on its stack at _start (System V ABI, AMD64 supplement §3.4.1): argc, argv, environment, auxiliary vector.
/// </summary>
internal static unsafe class FirstStack
{
    private const ulong AtProgramHeaders = 3;
    private const ulong AtProgramHeaderSize = 4;
    private const ulong AtProgramHeaderCount = 5;
    private const ulong AtPageSize = 6;
    private const ulong AtEntry = 9;
    private const ulong AtUid = 11;
    private const ulong AtEffectiveUid = 12;
    private const ulong AtGid = 13;
    private const ulong AtEffectiveGid = 14;
    private const ulong AtHardware = 16;
    private const ulong AtClockTicks = 17;
    private const ulong AtSecure = 23;
    private const ulong AtRandom = 25;
    private const ulong AtSystemInfoHeader = 33;
    private const ulong AtMinimumSignalStack = 51;
    private const int SignalFrameSlack = 1024;

    /// <summary>Writes it below <paramref name="top"/>; the initial stack pointer.</summary>
    internal static ulong Build(ulong top)
    {
        ulong random = top - 16;
        *(ulong*)random = Randomness.Next();
        *(ulong*)(random + 8) = Randomness.Next();
        byte* name = (byte*)(random - 16);
        int length = 0;
        foreach (byte character in "/kernel"u8)
        {
            name[length++] = character;
        }

        name[length] = 0;
        ulong* vector = (ulong*)(((ulong)name - 512) & ~15UL);
        ulong* p = vector;
        *p++ = 1;
        *p++ = (ulong)name;
        *p++ = 0;
        *p++ = 0;
        p = Pair(p, AtProgramHeaders, ImageLayout.ProgramHeaders);
        p = Pair(p, AtProgramHeaderSize, (ulong)ImageLayout.ProgramHeaderSize);
        p = Pair(p, AtProgramHeaderCount, (ulong)ImageLayout.ProgramHeaderCount);
        p = Pair(p, AtPageSize, FrameAllocator.FrameBytes);
        p = Pair(p, AtEntry, ImageLayout.Entry);
        p = Pair(p, AtUid, 0);
        p = Pair(p, AtEffectiveUid, 0);
        p = Pair(p, AtGid, 0);
        p = Pair(p, AtEffectiveGid, 0);
        p = Pair(p, AtHardware, CpuFeatures.Leaves->Edx1);
        p = Pair(p, AtClockTicks, 100);
        p = Pair(p, AtSecure, 0);
        p = Pair(p, AtRandom, random);
        p = Pair(p, AtSystemInfoHeader, Vdso.Address);
        p = Pair(p, AtMinimumSignalStack, (ulong)(FloatingPoint.StateBytes + SignalFrameSlack));
        Pair(p, 0, 0);
        return (ulong)vector;
    }

    private static ulong* Pair(ulong* p, ulong type, ulong value)
    {
        p[0] = type;
        p[1] = value;
        return p + 2;
    }
}

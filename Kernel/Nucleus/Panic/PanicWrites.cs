using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// What drivers want done to their devices in a panic, when none of them can run any more: so disks learn that power may go, and write their caches out.
/// Any thread; no locks.
/// </summary>
internal static unsafe class PanicWrites
{
    internal const int Maximum = 64;
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    private static PanicWrite* s_writes;

    internal static void Initialize() => s_writes = (PanicWrite*)NucleusMemory.Allocate(Maximum * (ulong)sizeof(PanicWrite));

    /// <summary>Keeps one.</summary>
    /// <returns>Its number, or -1: there is no room.</returns>
    internal static int TryAdd(in PanicWrite write)
    {
        for (int index = 0; index < Maximum; index++)
        {
            PanicWrite* place = s_writes + index;
            if (Interlocked.CompareExchange(ref place->State, PanicWrite.InPreparation, PanicWrite.Free) == PanicWrite.Free)
            {
                // The place stays taken while it is filled: nobody else may find it free meanwhile.
                PanicWrite filled = write;
                filled.State = PanicWrite.InPreparation;
                *place = filled;

                // Release: whoever sees it ready sees all of it.
                Volatile.Write(ref place->State, PanicWrite.Ready);
                return index;
            }
        }

        return -1;
    }

    /// <summary>Forgets one.</summary>
    internal static void Remove(int index) => Volatile.Write(ref s_writes[index].State, PanicWrite.Free);

    /// <summary>Does them all, and only then waits for the devices, all at once. The other CPUs have stopped.</summary>
    internal static void Run()
    {
        if (s_writes == null)
        {
            return;
        }

        uint told = 0;
        uint most = 0;
        for (int index = 0; index < Maximum; index++)
        {
            PanicWrite* write = s_writes + index;
            if (Volatile.Read(ref write->State) != PanicWrite.Ready)
            {
                continue;
            }

            uint value = Volatile.Read(ref *write->Register);
            if (value == uint.MaxValue)
            {
                // Nobody answers there.
                write->State = PanicWrite.Free;
                continue;
            }

            Volatile.Write(ref *write->Register, (value & write->Keep) | write->Set);
            most = write->MostMilliseconds > most ? write->MostMilliseconds : most;
            told++;
        }

        if (told == 0)
        {
            return;
        }

        uint done = Wait(Clock.Monotonic() + (most * NanosecondsPerMillisecond));
        Log.Begin(LogLevel.Panic)->Text("devices told that power may go: "u8)->Decimal(told)->Text(", ready for it: "u8)->Decimal(done)->End();
    }

    private static uint Wait(ulong until)
    {
        while (true)
        {
            bool isLastLook = Clock.Monotonic() >= until;
            uint done = 0;
            bool isWaiting = false;
            for (int index = 0; index < Maximum; index++)
            {
                PanicWrite* write = s_writes + index;
                if (write->State != PanicWrite.Ready)
                {
                    continue;
                }

                bool isDone = (Volatile.Read(ref *write->Status) & write->StatusMask) == write->StatusDone;
                done += isDone ? 1u : 0u;
                isWaiting |= !isDone && write->MostMilliseconds != 0;
            }

            if (!isWaiting || isLastLook)
            {
                return done;
            }
        }
    }
}

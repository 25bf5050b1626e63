using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Compares the time-stamp counter of a CPU that just started with the boot CPU's: the two read theirs in turn. One pair of CPUs at a
/// time, interrupts off on both.
/// </summary>
internal static unsafe class TscSync
{
    private const int MostRounds = 64;
    private const int FewestRounds = 4;

    private static delegate*<ulong> s_tsc;

    // With virtual CPUs a round takes as long as a switch between threads of the host; then few must do.
    private static ulong s_budget;

    // How long a CPU may take to answer.
    private static ulong s_patience;

    private static long s_turn;
    private static ulong s_answer;
    private static ulong s_bootAdjust;

    /// <summary>Notes what firmware adds to the boot CPU's counter. Boot CPU, once.</summary>
    internal static void Initialize()
    {
        Use(&ReadTsc, TscCalibration.TscHertz / 1000, TscCalibration.TscHertz);
        s_bootAdjust = CpuFeatures.Has(CpuFeature.TscAdjust) ? Asm.ReadMsr(Msr.TscAdjust) : 0;
    }

    /// <summary>Compares by this counter.</summary>
    /// <param name="tsc">Reads it, on the CPU that calls.</param>
    /// <param name="budget">Ticks after which no further round begins.</param>
    /// <param name="patience">Ticks that an answer may take.</param>
    internal static void Use(delegate*<ulong> tsc, ulong budget, ulong patience)
    {
        s_tsc = tsc;
        s_budget = budget;
        s_patience = patience;
    }

    /// <summary>Prepares for the next CPU.</summary>
    internal static void Reset() => Volatile.Write(ref s_turn, 0);

    /// <summary>The boot CPU's side. False if the other side stopped answering.</summary>
    internal static bool Compare(TscSkew* skew)
    {
        ulong start = s_tsc();
        long turn = 0;
        for (int round = 0; round < MostRounds && (round < FewestRounds || s_tsc() - start < s_budget); round++)
        {
            ulong before = s_tsc();
            Volatile.Write(ref s_turn, turn + 1);
            turn += 2;
            while (Volatile.Read(ref s_turn) != turn)
            {
                if (s_tsc() - before > s_patience)
                {
                    return false;
                }
            }

            ulong after = s_tsc();
            skew->Take(before, Volatile.Read(ref s_answer), after);
        }

        Volatile.Write(ref s_turn, -1);
        return true;
    }

    /// <summary>
    /// Gives this CPU's counter the boot CPU's correction: some firmware sets them differently. Only where the CPU has that register.
    /// </summary>
    internal static void Correct()
    {
        if (CpuFeatures.Has(CpuFeature.TscAdjust) && Asm.ReadMsr(Msr.TscAdjust) != s_bootAdjust)
        {
            Asm.WriteMsr(Msr.TscAdjust, s_bootAdjust);
        }
    }

    /// <summary>The started CPU's side: answers until the boot CPU has seen enough.</summary>
    internal static void Answer()
    {
        long turn = 0;
        while (turn >= 0)
        {
            if ((turn & 1) != 0)
            {
                Volatile.Write(ref s_answer, s_tsc());
                Volatile.Write(ref s_turn, turn + 1);
            }

            turn = Volatile.Read(ref s_turn);
        }
    }

    private static ulong ReadTsc() => Asm.ReadTsc();
}

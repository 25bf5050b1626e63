using System;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>A machine whose time passes only when somebody reads a clock.</summary>
internal static unsafe class FakeClocks
{
    internal const ulong Hpet = 14_318_180;

    private static ulong s_picoseconds;
    private static ulong s_reads;

    internal static ulong TscHertz { get; set; }

    /// <summary>How long one read of a reference counter takes.</summary>
    internal static ulong ReadPicoseconds { get; set; }

    /// <summary>Every n-th read takes 50 us longer; 0 for never.</summary>
    internal static ulong DisturbEvery { get; set; }

    /// <summary>How much too fast the PM timer runs, in thousandths.</summary>
    internal static ulong PmErrorPermille { get; set; }

    /// <summary>How many reads of the PM timer show the error.</summary>
    internal static ulong PmErrorReads { get; set; }

    internal static ulong Milliseconds => s_picoseconds / 1_000_000_000;

    internal static void Reset()
    {
        // Not at zero: the counters shall wrap during the measurement.
        s_picoseconds = 299_969_000_000_000;
        s_reads = 0;
        TscHertz = 2_893_202_000;
        ReadPicoseconds = 700_000;
        DisturbEvery = 0;
        PmErrorPermille = 0;
        PmErrorReads = ulong.MaxValue;
    }

    internal static ulong ReadTsc()
    {
        s_picoseconds += 15_000;
        return Ticks(TscHertz);
    }

    internal static uint ReadHpet() => (uint)ReadCounter(Hpet);

    internal static uint ReadPm()
    {
        ulong error = PmErrorReads == 0 ? 0 : PmErrorPermille;
        PmErrorReads -= PmErrorReads == 0 ? 0u : 1u;
        ulong ticks = ReadCounter(PmTimer.Hertz);
        return (uint)((ticks + (ticks * error / 1000)) & 0xFF_FFFF) | 0xA500_0000;
    }

    internal static uint ReadPit() => (uint)ReadCounter(Pit.Hertz) & 0xFFFF;

    internal static uint ReadDead()
    {
        ReadCounter(1);
        return 0xFFFF_FFFF;
    }

    internal static uint ReadJitter()
    {
        ReadCounter(1);
        return (uint)(++s_reads & 1);
    }

    private static ulong ReadCounter(ulong hertz)
    {
        // The counter is latched in the middle of the access.
        s_picoseconds += ReadPicoseconds / 2;
        ulong ticks = Ticks(hertz);
        s_picoseconds += ReadPicoseconds / 2;
        if (DisturbEvery != 0 && ++s_reads % DisturbEvery == 0)
        {
            s_picoseconds += 50_000_000;
        }

        return ticks;
    }

    private static ulong Ticks(ulong hertz) => (ulong)((UInt128)s_picoseconds * hertz / 1_000_000_000_000);
}

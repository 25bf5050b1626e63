namespace CosmosNvme.Nucleus;

/// <summary>Time from the time-stamp counter. Monotonic time counts nanoseconds from the counter's zero, the reset of the machine.</summary>
internal static unsafe class Clock
{
    internal const ulong NanosecondsPerSecond = 1_000_000_000;

    private static ulong s_nanosecondsPerTick;
    private static ulong s_ticksPerNanosecond;

    /// <summary>What to add to monotonic time to get nanoseconds since 1970-01-01 UTC.</summary>
    internal static ulong RealTimeOffset;

    /// <summary>Nanoseconds per tick as a fraction of 2^32; also read by the vDSO.</summary>
    internal static ulong Factor => s_nanosecondsPerTick;

    /// <summary>Sets the frequency. Before, time stands at 0.</summary>
    internal static void Initialize(ulong tscHertz)
    {
        s_nanosecondsPerTick = Ratio(NanosecondsPerSecond, tscHertz);
        s_ticksPerNanosecond = Ratio(tscHertz, NanosecondsPerSecond);
    }

    /// <summary>Nanoseconds since the reset.</summary>
    internal static ulong Monotonic() => ToNanoseconds(Asm.ReadTsc());

    /// <summary>Nanoseconds since 1970-01-01 UTC, from the battery-backed clock at boot.</summary>
    internal static ulong RealTime() => Monotonic() + RealTimeOffset;

    internal static ulong ToNanoseconds(ulong ticks) => s_nanosecondsPerTick == 0 ? 0 : Asm.Scale(ticks, s_nanosecondsPerTick);

    internal static ulong ToTicks(ulong nanoseconds) => Asm.Scale(nanoseconds, s_ticksPerNanosecond);

    // (numerator << 32) / denominator without 128-bit division: the numerator is below 2^34.
    private static ulong Ratio(ulong numerator, ulong denominator)
    {
        ulong whole = numerator / denominator;
        ulong rest = numerator % denominator;
        return (whole << 32) + ((rest << 28) / denominator << 4);
    }
}

using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Time from the time-stamp counter, or from a <see cref="SharedCounter"/> where that cannot be trusted. Monotonic time counts nanoseconds
/// from the time-stamp counter's zero, the reset of the machine. Never goes back, on no CPU and not between CPUs.
/// </summary>
internal static unsafe class Clock
{
    internal const ulong NanosecondsPerSecond = 1_000_000_000;

    /// <summary>36 years: so far ahead is as good as never, and below it no product overflows at less than 16 GHz.</summary>
    private const ulong Farthest = 1UL << 60;

    private static ulong s_nanosecondsPerTick;
    private static ulong s_ticksPerNanosecond;
    private static ulong s_nanosecondsPerTscTick;
    private static ulong s_longestSilence;
    private static ClockSource s_source;
    private static uint s_isShared;

    /// <summary>What to add to monotonic time to get nanoseconds since 1970-01-01 UTC.</summary>
    internal static ulong RealTimeOffset;

    /// <summary>Where time comes from; <see cref="ClockSource.None"/> before <see cref="Initialize"/>.</summary>
    internal static ClockSource Source => s_source;

    /// <summary>Nanoseconds per tick of the time-stamp counter as a fraction of 2^32, for the vDSO; 0 if time comes from elsewhere.</summary>
    internal static ulong VdsoFactor => s_source == ClockSource.Tsc ? s_nanosecondsPerTick : 0;

    /// <summary>Somebody must read the clock every so many nanoseconds, or a wrap of its counter is missed.</summary>
    internal static ulong LongestSilence => s_longestSilence;

    /// <summary>Takes time from the time-stamp counter. Before, time stands at 0.</summary>
    internal static void Initialize(ulong tscHertz)
    {
        SetFrequency(tscHertz);
        s_nanosecondsPerTscTick = s_nanosecondsPerTick;
        s_longestSilence = ulong.MaxValue;
        s_source = ClockSource.Tsc;
        s_isShared = 0;
    }

    /// <summary>
    /// Takes time from a counter that all CPUs share from now on, without a step. By the boot CPU before there are threads: the other CPUs
    /// are down or idle.
    /// </summary>
    internal static void Share(ReferenceCounter* counter)
    {
        ulong now = Monotonic();
        SetFrequency(counter->Hertz);
        s_longestSilence = NanosecondsPerSecond * (((ulong)counter->Mask + 1) / 4) / counter->Hertz;
        SharedCounter.Use(counter, ToTicks(now));
        s_source = counter->Source;
        s_isShared = 1;
    }

    /// <summary>The counter that time comes from, as it stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Ticks() => s_isShared == 0 ? Asm.ReadTsc() : SharedCounter.Read();

    /// <summary>Nanoseconds since the reset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Monotonic() => ToNanoseconds(Ticks());

    /// <summary>Nanoseconds since 1970-01-01 UTC, from the battery-backed clock at boot.</summary>
    internal static ulong RealTime() => Monotonic() + RealTimeOffset;

    /// <summary>Nanoseconds that ticks of the time-stamp counter are, wherever time comes from; for moments before the clock ran.</summary>
    internal static ulong TscToNanoseconds(ulong ticks) => Scale(ticks, s_nanosecondsPerTscTick);

    /// <summary>Nanoseconds that <paramref name="ticks"/> are, rounded down; 0 before <see cref="Initialize"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong ToNanoseconds(ulong ticks) => Scale(ticks, s_nanosecondsPerTick);

    /// <summary>
    /// The counter's value when <see cref="Monotonic"/> has reached <paramref name="nanoseconds"/>: never earlier, or a timer would come
    /// before its deadline, again and again; and at most a few ticks later. <see cref="ulong.MaxValue"/> for what is decades away.
    /// </summary>
    internal static ulong ToTicks(ulong nanoseconds)
    {
        if (nanoseconds >= Farthest)
        {
            return ulong.MaxValue;
        }

        // Both factors are rounded down; what that makes over months of uptime is added here, itself rounded up.
        ulong ticks = Scale(nanoseconds, s_ticksPerNanosecond);
        ulong reached = ToNanoseconds(ticks);
        ulong behind = reached < nanoseconds ? nanoseconds - reached : 0;
        return behind == 0 ? ticks : ticks + Scale(behind + (behind >> 24) + 1, s_ticksPerNanosecond) + 1;
    }

    private static void SetFrequency(ulong hertz)
    {
        s_nanosecondsPerTick = Ratio(NanosecondsPerSecond, hertz);
        s_ticksPerNanosecond = Ratio(hertz, NanosecondsPerSecond);
    }

    /// <summary>(<paramref name="value"/> * <paramref name="factor"/>) / 2^32, modulo 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Scale(ulong value, ulong factor)
    {
        ulong low = (uint)value;
        ulong lowFactor = (uint)factor;
        return ((value >> 32) * factor) + (low * (factor >> 32)) + ((low * lowFactor) >> 32);
    }

    /// <summary>(numerator * 2^32) / denominator, rounded down; both are below 2^63 and the result is below 2^64.</summary>
    internal static ulong Ratio(ulong numerator, ulong denominator)
    {
        ulong result = numerator / denominator;
        ulong rest = numerator % denominator;
        for (int bit = 0; bit < 32; bit++)
        {
            rest <<= 1;
            result <<= 1;
            if (rest >= denominator)
            {
                rest -= denominator;
                result++;
            }
        }

        return result;
    }
}

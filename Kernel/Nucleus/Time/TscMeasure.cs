using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Measures the TSC against reference counters that are watched over one common window. Both clocks come as function pointers, so
/// this is arithmetic that runs anywhere. Interrupts off; all loops are bounded, even when a counter stands still.
/// </summary>
[SkipLocalsInit]
internal static unsafe class TscMeasure
{
    /// <summary>Least TSC frequency that is believed.</summary>
    internal const ulong LowestHertz = 100_000_000;

    /// <summary>Greatest TSC frequency that is believed.</summary>
    internal const ulong HighestHertz = 20_000_000_000;

    private const int Samples = 8;

    // A working counter changes within microseconds; that many reads take at least 50 us on every machine.
    private const uint StandstillReads = 20_000;

    // Ends the wait for a counter that only jitters; no read takes less than 20 ns.
    private const uint MaximumReads = 5_000_000;

    /// <summary>
    /// One reading of a counter together with the TSC at that moment: of several tries the one that took the shortest time, so that a
    /// host or an SMI that interrupts one of them does no harm.
    /// </summary>
    internal static void Sample(delegate*<ulong> tsc, delegate*<uint> read, ulong* tscAt, uint* value)
    {
        ulong best = ulong.MaxValue;
        for (int i = 0; i < Samples; i++)
        {
            ulong before = tsc();
            uint reading = read();
            ulong took = tsc() - before;
            if (took < best)
            {
                best = took;
                *tscAt = before + (took / 2);
                *value = reading;
            }
        }
    }

    /// <summary>
    /// Watches <paramref name="counter"/>, and <paramref name="second"/> unless it is null, for <paramref name="microseconds"/>.
    /// Stores each one's TSC frequency, or 0 if that counter stood still or gave nonsense.
    /// </summary>
    internal static void Run(
        delegate*<ulong> tsc,
        ReferenceCounter* counter,
        ReferenceCounter* second,
        uint microseconds,
        ulong* hertz,
        ulong* secondHertz)
    {
        *hertz = 0;
        *secondHertz = 0;
        ulong startTsc;
        uint start;
        ulong secondStartTsc = 0;
        uint secondStart = 0;
        ulong endTsc;
        uint end;

        if (second != null)
        {
            Sample(tsc, second->Read, &secondStartTsc, &secondStart);
        }

        Sample(tsc, counter->Read, &startTsc, &start);
        if (!Wait(counter, start, microseconds))
        {
            return;
        }

        Sample(tsc, counter->Read, &endTsc, &end);
        *hertz = Frequency(endTsc - startTsc, (end - start) & counter->Mask, counter->Hertz);
        if (second != null)
        {
            Sample(tsc, second->Read, &endTsc, &end);
            *secondHertz = Frequency(endTsc - secondStartTsc, (end - secondStart) & second->Mask, second->Hertz);
        }
    }

    /// <summary>True if the counter moves.</summary>
    internal static bool Runs(ReferenceCounter* counter)
    {
        uint start = counter->Read() & counter->Mask;
        for (uint reads = 0; reads < StandstillReads; reads++)
        {
            if ((counter->Read() & counter->Mask) != start)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>TSC ticks per reference ticks as a frequency; 0 unless it is plausible.</summary>
    internal static ulong Frequency(ulong tscTicks, ulong referenceTicks, ulong referenceHertz)
    {
        // Windows are below a second, so the product stays below 2^64 for every believable pair; anything longer is nonsense.
        if (referenceTicks == 0 || referenceHertz == 0 || tscTicks > ulong.MaxValue / referenceHertz)
        {
            return 0;
        }

        ulong hertz = ((tscTicks * referenceHertz) + (referenceTicks / 2)) / referenceTicks;
        return IsPlausible(hertz) ? hertz : 0;
    }

    /// <summary>True if a TSC can have this frequency.</summary>
    internal static bool IsPlausible(ulong hertz) => hertz is >= LowestHertz and <= HighestHertz;

    /// <summary>True if two frequencies differ by at most one percent.</summary>
    internal static bool Agree(ulong a, ulong b) => (a > b ? a - b : b - a) <= (a / 100);

    // Lets a number of microseconds pass by the counter's own clock. False if the counter stands still.
    private static bool Wait(ReferenceCounter* counter, uint start, uint microseconds)
    {
        ulong target = counter->Hertz * microseconds / 1_000_000;
        uint last = start;
        uint same = 0;
        for (uint reads = 0; reads < MaximumReads; reads++)
        {
            uint now = counter->Read();
            if (((now - start) & counter->Mask) >= target)
            {
                return true;
            }

            same = now == last ? same + 1 : 0;
            last = now;
            if (same == StandstillReads)
            {
                return false;
            }
        }

        return false;
    }
}

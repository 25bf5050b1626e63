namespace CosmosNvme.Nucleus;

/// <summary>Converts TSC ticks into counts of the local APIC timer: arithmetic only.</summary>
internal static class ApicTimer
{
    /// <summary>Fraction bits of the factor: late by 10 to 20 millionths at worst, and intervals of minutes do not overflow.</summary>
    internal const int FractionBits = 24;

    /// <summary>The factor for <see cref="Counts"/>, rounded up. Zero frequencies give 0.</summary>
    internal static ulong Factor(ulong timerHertz, ulong tscHertz) =>
        tscHertz == 0 ? 0 : ((timerHertz << FractionBits) + tscHertz - 1) / tscHertz;

    /// <summary>The longest interval in TSC ticks that fits into the 32-bit counter.</summary>
    internal static ulong LongestInterval(ulong factor) => factor == 0 ? 0 : ((ulong)uint.MaxValue << FractionBits) / factor;

    /// <summary>
    /// The initial count for an interval: at least 1, because 0 stops the timer; never early by rounding; an interval that is too long
    /// gives the longest count, so the timer fires early and its owner arms it again.
    /// </summary>
    internal static uint Counts(ulong interval, ulong factor, ulong longest)
    {
        if (interval >= longest)
        {
            return uint.MaxValue;
        }

        ulong counts = ((interval * factor) >> FractionBits) + 1;
        return counts >= uint.MaxValue ? uint.MaxValue : (uint)counts;
    }
}

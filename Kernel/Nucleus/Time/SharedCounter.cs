using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// A hardware counter outside the CPUs as 64 bits that never go back: what time comes from where the time-stamp counters cannot be
/// trusted. Any CPU, any context, also in a panic: the update is lock-free. Reads must not lie further apart than
/// <see cref="Clock.LongestSilence"/>.
/// </summary>
internal static unsafe class SharedCounter
{
    private static delegate*<uint> s_read;
    private static uint s_mask;
    private static uint s_bias;
    private static ulong s_last;

    /// <summary>Chooses the counter, and the value that it begins with.</summary>
    internal static void Use(ReferenceCounter* counter, ulong start)
    {
        s_read = counter->Read;
        s_mask = counter->Mask;
        s_bias = (uint)start - counter->Read();
        s_last = start;
    }

    /// <summary>The value, at least what any read that ended before this one began has returned.</summary>
    internal static ulong Read()
    {
        while (true)
        {
            // In this order: then the hardware's value is the younger one, and what it is ahead is no wrap.
            ulong last = Volatile.Read(ref s_last);
            ulong now = Extend(last, s_read() + s_bias, s_mask);
            if (now == last || Interlocked.CompareExchange(ref s_last, now, last) == last)
            {
                return now;
            }
        }
    }

    /// <summary>
    /// The 64-bit value that follows <paramref name="last"/> when the counter's lower bits are <paramref name="raw"/>. What looks like most
    /// of a turn is a hardware counter that jittered backwards: nothing has passed.
    /// </summary>
    internal static ulong Extend(ulong last, uint raw, uint mask)
    {
        uint passed = (raw - (uint)last) & mask;
        return passed > mask - (mask >> 2) ? last : last + passed;
    }
}

using System;
using System.Runtime.CompilerServices;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Passes times that are too short for a clock, by counting steps. Without the PAUSE instruction: an emulated CPU leaves its code for that, and takes a lock
/// which the thread that imitates the device needs, too.
/// </summary>
internal readonly struct StepTime
{
    /// <summary>Steps of one measurement.</summary>
    internal const int MeasuredSteps = 4096;

    private const int Measurements = 4;

    private readonly long _nanoseconds;

    private StepTime(long nanoseconds) => _nanoseconds = nanoseconds;

    /// <summary>Finds out how long steps take here. Takes some ten microseconds.</summary>
    internal static StepTime Measure(IClock clock)
    {
        // The least, because an interrupt makes it longer, never shorter. Not every clock goes on meanwhile.
        long least = long.MaxValue;
        for (int left = Measurements; left > 0; left--)
        {
            long began = clock.Nanoseconds;
            Pass(MeasuredSteps);
            least = Math.Min(least, clock.Nanoseconds - began);
        }

        return new StepTime(Math.Max(least, MeasuredSteps / 16));
    }

    /// <summary>How many steps make up a time.</summary>
    /// <param name="nanoseconds">Up to a millisecond.</param>
    internal int StepsIn(long nanoseconds) => (int)(nanoseconds * MeasuredSteps / _nanoseconds);

    /// <summary>Passes the time of so many steps.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Pass(int steps)
    {
        for (int left = steps; left > 0; left--)
        {
        }
    }
}

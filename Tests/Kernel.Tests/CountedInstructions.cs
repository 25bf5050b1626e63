using System;
using System.Diagnostics;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests;

/// <summary>
/// Counts instructions on a machine whose clock is their number, a nanosecond each, and tells the host: a line "count: figure; instructions" for each figure.
/// The host compares them with Tests/KernelRunner.Tests/Instructions.json.
/// </summary>
internal static class CountedInstructions
{
    /// <summary>Rounds of which the median is taken: other threads of the kernel fall into a round now and then.</summary>
    internal const int Rounds = 41;

    /// <summary>Rounds before these.</summary>
    internal const int WarmUpRounds = 5;

    /// <summary>What looking at the clock once takes.</summary>
    internal static readonly long ClockCost = MeasureClock();

    /// <summary>What the first CPU has done so far, idling left out.</summary>
    internal static long Busy => (long)KernelContext.Machine.GetCpu(0).BusyNanoseconds;

    /// <summary>Tells the host the median of the rounds.</summary>
    /// <param name="figure">What was counted.</param>
    /// <param name="rounds">Instructions of each round; sorted by this.</param>
    /// <param name="times">How often a round did it.</param>
    internal static void Write(string figure, long[] rounds, int times = 1)
    {
        Array.Sort(rounds);
        long each = (long)Math.Round((double)rounds[rounds.Length / 2] / times);
        TestContext.Out.WriteLine(FormattableString.Invariant($"count: {figure}; {each}"));
    }

    /// <summary>Counts what an action takes and tells the host.</summary>
    /// <param name="figure">What is counted.</param>
    /// <param name="times">How often the action does it.</param>
    /// <param name="action">Does it, given the number of the round, from 0.</param>
    internal static void Measure(string figure, int times, Action<int> action)
    {
        long[] rounds = new long[Rounds];
        for (int round = 0; round < WarmUpRounds + Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            action(round);
            rounds[Math.Max(round - WarmUpRounds, 0)] = Stopwatch.GetTimestamp() - start - ClockCost;
        }

        Write(figure, rounds, times);
    }

    private static long MeasureClock()
    {
        const int Looks = 1000;
        long start = Stopwatch.GetTimestamp();
        for (int look = 0; look < Looks; look++)
        {
            _ = Stopwatch.GetTimestamp();
        }

        return (Stopwatch.GetTimestamp() - start) / Looks;
    }
}

using System;
using System.Diagnostics;
using System.Threading;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.DataPath;

/// <summary>
/// Threads that work one after the other while the rest of them sleeps: the clock counts the instructions of all CPUs together, so what is counted then is one thread's.
/// </summary>
/// <param name="threads">How many there are.</param>
internal sealed class Turns(int threads) : IDisposable
{
    // Until then the others have gone to sleep, and a disk that takes no time has done what was asked of it.
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Barrier _all = new(threads);

    /// <summary>Does the work when it is this thread's turn; returns when every thread has done its own.</summary>
    internal void Take(Action work)
    {
        Assert.That(_turn.Wait(TestThreads.Patience), Is.True, "The thread whose turn it is must come to an end.");
        try
        {
            Thread.Sleep(s_quiet);
            work();
        }
        finally
        {
            _turn.Release();
        }

        Assert.That(_all.SignalAndWait(TestThreads.Patience), Is.True, "Every thread must have its turn.");
    }

    /// <summary>Takes a turn and counts the instructions of the work.</summary>
    internal long Count(Action work)
    {
        long count = 0;
        Take(() =>
        {
            long start = Stopwatch.GetTimestamp();
            work();
            count = Stopwatch.GetTimestamp() - start - CountedInstructions.ClockCost;
        });
        return count;
    }

    public void Dispose()
    {
        _turn.Dispose();
        _all.Dispose();
    }
}

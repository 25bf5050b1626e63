using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using static CosmosNvme.Shell.SelfTests.SelfTestContext;

namespace CosmosNvme.Shell.SelfTests;

/// <summary>Clocks and timers.</summary>
internal static class TimeSelfTests
{
    /// <summary>A sleep may end this much early: clocks are read at both ends.</summary>
    private const double EarlyMilliseconds = 1;

    /// <summary>The class library times its timers by a coarse clock, which may tick every 4 ms; both ends round.</summary>
    internal const double CoarseMilliseconds = 8;

    internal static readonly SelfTest[] All =
    [
        new("thread-sleep", "Thread.Sleep takes as long as it says", RunSleep),
        new("timer-wakeups", "a periodic timer keeps its pace", RunTimer),
        new("async-timers", "200 Task.Delay at once, a PeriodicTimer, a cancellation by time-out", RunAsync),
        new("stopwatch-all-cpus", "the clock never goes back, whatever CPU reads it", RunMonotonic),
        new("wall-clock", "the date is plausible and advances with the clock", RunWallClock),
    ];

    private static void RunSleep(SelfTestContext context)
    {
        const int Milliseconds = 20;
        const int Sleeps = 10;
        List<double> times = [];
        for (int count = 0; count < Sleeps; count++)
        {
            Stopwatch time = Stopwatch.StartNew();
            Thread.Sleep(Milliseconds);
            times.Add(time.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        Check(times[0] >= Milliseconds - EarlyMilliseconds, $"a sleep of {Milliseconds} ms took {times[0]:F2} ms");
        Check(times[Sleeps / 2] < Milliseconds * 2, $"sleeps of {Milliseconds} ms took {times[Sleeps / 2]:F2} ms in the median");
    }

    private static void RunTimer(SelfTestContext context)
    {
        const int Ticks = 20;
        const int PeriodMilliseconds = 10;
        using CountdownEvent left = new(Ticks);
        Stopwatch time = Stopwatch.StartNew();
        using Timer timer = new(
            _ =>
            {
                lock (left)
                {
                    if (!left.IsSet)
                    {
                        left.Signal();
                    }
                }
            },
            null,
            PeriodMilliseconds,
            PeriodMilliseconds);
        Check(left.Wait(TimeSpan.FromSeconds(10)), $"{left.CurrentCount} of {Ticks} ticks did not come");
        double elapsed = time.Elapsed.TotalMilliseconds;
        Check(elapsed >= (Ticks - 1) * PeriodMilliseconds * 0.5, $"{Ticks} ticks of {PeriodMilliseconds} ms took {elapsed:F1} ms");
        using ManualResetEvent gone = new(false);
        timer.Dispose(gone);
        gone.WaitOne();
    }

    private static void RunAsync(SelfTestContext context) => RunAsyncCore().GetAwaiter().GetResult();

    private static async Task RunAsyncCore()
    {
        const int Delays = 200;
        Stopwatch time = Stopwatch.StartNew();
        double[] early = await Task.WhenAll(Enumerable.Range(0, Delays).Select(MeasureDelay)).ConfigureAwait(false);
        double elapsed = time.Elapsed.TotalMilliseconds;
        Check(early.Max() <= CoarseMilliseconds, $"a delay ended {early.Max():F2} ms early");
        Check(elapsed < 10_000, $"{Delays} delays of up to 50 ms at once took {elapsed:F0} ms");

        using PeriodicTimer periodic = new(TimeSpan.FromMilliseconds(5));
        for (int tick = 0; tick < 5; tick++)
        {
            Check(await periodic.WaitForNextTickAsync().ConfigureAwait(false), "the periodic timer ended");
        }

        using CancellationTokenSource timeout = new(TimeSpan.FromMilliseconds(20));
        bool cancelled = false;
        try
        {
            await Task.Delay(TimeSpan.FromMinutes(1), timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancelled = true;
        }

        Check(cancelled, "the time-out did not cancel the delay");
    }

    private static async Task<double> MeasureDelay(int number)
    {
        int milliseconds = 1 + (number % 50);
        Stopwatch time = Stopwatch.StartNew();
        await Task.Delay(milliseconds).ConfigureAwait(false);
        return milliseconds - time.Elapsed.TotalMilliseconds;
    }

    private static void RunMonotonic(SelfTestContext context)
    {
        const int Readings = 20_000;
        object token = new();
        long last = 0;
        long worst = 0;
        List<int> cpus = context.OnlineCpus();
        RunThreads(cpus.Count, number =>
        {
            context.Machine.PinCurrentThread(cpus[number]);
            for (int count = 0; count < Readings; count++)
            {
                lock (token)
                {
                    long now = Stopwatch.GetTimestamp();
                    worst = Math.Max(worst, last - now);
                    last = now;
                }
            }
        });
        Check(worst <= 0, $"the clock went back by {worst} of {Stopwatch.Frequency} per second");
    }

    private static void RunWallClock(SelfTestContext context)
    {
        DateTime start = DateTime.UtcNow;
        Check(start.Year is >= 2020 and < 2200, $"the date is {start:u}; is the real-time clock set?");
        Stopwatch time = Stopwatch.StartNew();
        Thread.Sleep(50);
        double difference = (DateTime.UtcNow - start).TotalMilliseconds - time.Elapsed.TotalMilliseconds;
        Check(Math.Abs(difference) < 50, $"the wall clock and the monotonic clock differ by {difference:F1} ms after 50 ms");
    }
}

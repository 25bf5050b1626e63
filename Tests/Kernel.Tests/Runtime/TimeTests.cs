using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Runtime;

/// <summary>Clocks and timers. Nothing may be early; how late things are says more about an emulator's host than about the kernel.</summary>
[ReadOnlyTest]
internal sealed class TimeTests
{
    /// <summary>A sleep may end this much early: clocks are read at both ends.</summary>
    private const double EarlyMilliseconds = 1;

    /// <summary>The class library times its timers by a coarse clock, which may tick every 4 ms; both ends round.</summary>
    internal const double CoarseMilliseconds = 8;

    [Test]
    public void Sleep_20Milliseconds_IsNotShorter()
    {
        const int Milliseconds = 20;
        List<double> times = [];
        for (int count = 0; count < 10; count++)
        {
            Stopwatch time = Stopwatch.StartNew();
            Thread.Sleep(Milliseconds);
            times.Add(time.Elapsed.TotalMilliseconds);
        }

        TestContext.Out.WriteLine($"{times.Min():F2} to {times.Max():F2} ms");
        Assert.That(times, Has.All.GreaterThanOrEqualTo(Milliseconds - EarlyMilliseconds));
    }

    [Test]
    public void Timer_Periodic_TicksAtItsPace()
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
        Assert.That(left.Wait(TestThreads.Patience), Is.True, $"{left.CurrentCount} of {Ticks} ticks did not come");
        double elapsed = time.Elapsed.TotalMilliseconds;
        using ManualResetEvent gone = new(false);
        timer.Dispose(gone);
        gone.WaitOne();
        Assert.That(elapsed, Is.GreaterThanOrEqualTo((Ticks - 1) * PeriodMilliseconds * 0.5));
    }

    [Test]
    public async Task Delays_200AtOnce_AreNotShorter()
    {
        double[] early = await Task.WhenAll(Enumerable.Range(0, 200).Select(MeasureDelay));
        Assert.That(early, Has.All.LessThanOrEqualTo(CoarseMilliseconds));
    }

    [Test]
    public async Task PeriodicTimer_FiveTicks_Come()
    {
        using PeriodicTimer periodic = new(TimeSpan.FromMilliseconds(5));
        for (int tick = 0; tick < 5; tick++)
        {
            Assert.That(await periodic.WaitForNextTickAsync(), Is.True);
        }
    }

    [Test]
    public void Cancellation_ByTimeOut_EndsADelay()
    {
        using CancellationTokenSource timeout = new(TimeSpan.FromMilliseconds(20));
        Assert.That(async () => await Task.Delay(TimeSpan.FromHours(1), timeout.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Stopwatch_ReadOnEveryCpuInTurn_NeverGoesBack()
    {
        const int Readings = 20_000;
        object token = new();
        long last = 0;
        long worst = 0;
        IReadOnlyList<int> cpus = KernelContext.OnlineCpus;
        TestThreads.Run(cpus.Count, number =>
        {
            KernelContext.Machine.PinCurrentThread(cpus[number]);
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
        Assert.That(worst, Is.Zero, $"backwards by this much, of {Stopwatch.Frequency} per second");
    }

    [Test]
    public void WallClock_After50Milliseconds_AdvancedWithTheStopwatch()
    {
        const double Tolerance = 10;

        // The two clocks are read one after the other, and the thread may lose its CPU in between: so one is read on both sides of the other.
        long beforeStart = Stopwatch.GetTimestamp();
        DateTime start = DateTime.UtcNow;
        long afterStart = Stopwatch.GetTimestamp();
        Thread.Sleep(50);
        long beforeEnd = Stopwatch.GetTimestamp();
        double elapsed = (DateTime.UtcNow - start).TotalMilliseconds;
        long afterEnd = Stopwatch.GetTimestamp();
        Assert.That(start.Year, Is.InRange(2020, 2199), "Is the real-time clock set?");
        Assert.That(elapsed, Is.AtLeast(Stopwatch.GetElapsedTime(afterStart, beforeEnd).TotalMilliseconds - Tolerance));
        Assert.That(elapsed, Is.AtMost(Stopwatch.GetElapsedTime(beforeStart, afterEnd).TotalMilliseconds + Tolerance));
    }

    private static async Task<double> MeasureDelay(int number)
    {
        int milliseconds = 1 + (number % 50);
        Stopwatch time = Stopwatch.StartNew();
        await Task.Delay(milliseconds).ConfigureAwait(false);
        return milliseconds - time.Elapsed.TotalMilliseconds;
    }
}

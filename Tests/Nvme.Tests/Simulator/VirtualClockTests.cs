using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Time that passes when everybody waits.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class VirtualClockTests
{
    private const long Second = 1_000_000_000;

    private readonly VirtualClock _clock = new();

    [Test]
    public void Delay_OneThread_TakesNoTimeOfTheHost()
    {
        long start = _clock.Nanoseconds;
        Stopwatch watch = Stopwatch.StartNew();
        _clock.Delay(1_000_000 * Second);
        Assert.That(_clock.Nanoseconds - start, Is.EqualTo(1_000_000 * Second));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public void Delay_SeveralThreads_WakeUpInTheOrderOfTheirDeadlines()
    {
        using Barrier start = new(5);
        ConcurrentQueue<int> order = new();
        Thread[] threads = Enumerable.Range(1, 5).Select(number => new Thread(() =>
        {
            _ = _clock.Nanoseconds;
            start.SignalAndWait();
            _clock.Delay((6 - number) * Second);
            order.Enqueue(number);
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Assert.That(threads.All(thread => thread.Join(60_000)), Is.True);
        Assert.That(order, Is.EqualTo(new[] { 5, 4, 3, 2, 1 }));
    }

    [Test]
    public void Delay_WhileAnotherThreadComputes_WaitsForIt()
    {
        using ManualResetEventSlim isKnown = new();
        long end = 0;
        Thread computing = new(() =>
        {
            _ = _clock.Nanoseconds;
            isKnown.Set();
            Stopwatch watch = Stopwatch.StartNew();
            while (watch.ElapsedMilliseconds < 50)
            {
                Thread.SpinWait(100);
            }

            end = _clock.Nanoseconds;
        });
        computing.Start();
        isKnown.Wait();
        long start = _clock.Nanoseconds;
        _clock.Delay(Second);
        computing.Join();
        Assert.That(end, Is.EqualTo(start), "no time passed while it computed");
    }

    [Test]
    public void Wait_ConditionThatBecomesTrue_EndsAtOnce()
    {
        bool isTrue = false;
        _clock.Schedule(3 * Second, () =>
        {
            Volatile.Write(ref isTrue, true);
            _clock.Signal();
        });
        long start = _clock.Nanoseconds;
        Assert.That(_clock.Wait(100 * Second, () => Volatile.Read(ref isTrue)), Is.True);
        Assert.That(_clock.Nanoseconds - start, Is.EqualTo(3 * Second));
    }

    [Test]
    public void Events_RunAtTheirTimes_InTheirOrder()
    {
        long start = _clock.Nanoseconds;
        ConcurrentQueue<string> happened = new();
        _clock.Schedule(2 * Second, () => happened.Enqueue($"b {_clock.Nanoseconds - start}"));
        _clock.Schedule(1 * Second, () =>
        {
            happened.Enqueue($"a {_clock.Nanoseconds - start}");
            _clock.Schedule(1 * Second, () => happened.Enqueue($"c {_clock.Nanoseconds - start}"));
        });
        _clock.Delay(10 * Second);
        Assert.That(happened, Is.EqualTo(new[] { "a 1000000000", "b 2000000000", "c 2000000000" }));
    }

    [Test]
    public void FollowsHost_Delay_TakesTheTimeOfTheHost()
    {
        _clock.FollowsHost = true;
        Stopwatch watch = Stopwatch.StartNew();
        _clock.Delay(Second / 20);
        Assert.That(watch.Elapsed, Is.GreaterThan(TimeSpan.FromMilliseconds(45)));
    }
}

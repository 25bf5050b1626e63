using System;
using System.Diagnostics;
using System.Threading;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Runtime;

/// <summary>What threads wait for.</summary>
[ReadOnlyTest]
internal sealed class WaitTests
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(20);

    private static readonly string[] s_kinds = ["Monitor", "SemaphoreSlim", "Semaphore", "ManualResetEventSlim", "ManualResetEvent", "AutoResetEvent"];

    private readonly object _monitor = new();
    private readonly SemaphoreSlim _slimSemaphore = new(0);
    private readonly Semaphore _semaphore = new(0, 1);
    private readonly ManualResetEventSlim _slimEvent = new();
    private readonly ManualResetEvent _manual = new(false);
    private readonly AutoResetEvent _auto = new(false);

    [OneTimeTearDown]
    public void DisposeAll()
    {
        _slimSemaphore.Dispose();
        _semaphore.Dispose();
        _slimEvent.Dispose();
        _manual.Dispose();
        _auto.Dispose();
    }

    // The two that stay set once they were.
    [SetUp]
    public void Reset()
    {
        _slimEvent.Reset();
        _manual.Reset();
    }

    [TestCaseSource(nameof(s_kinds))]
    public void Wait_ThatNobodyEnds_TimesOutNotEarly(string kind)
    {
        (Func<TimeSpan, bool> wait, _) = Operations(kind);
        Stopwatch time = Stopwatch.StartNew();
        Assert.That(wait(s_wait), Is.False);
        Assert.That(time.Elapsed.TotalMilliseconds, Is.GreaterThanOrEqualTo(s_wait.TotalMilliseconds - TimeTests.CoarseMilliseconds));
    }

    [TestCaseSource(nameof(s_kinds))]
    public void Wait_Signalled_Ends(string kind)
    {
        (Func<TimeSpan, bool> wait, Action signal) = Operations(kind);
        bool woken = false;
        using ManualResetEventSlim over = new();
        TestThreads.Run(2, number =>
        {
            if (number == 0)
            {
                woken = wait(TestThreads.Patience);
                over.Set();
                return;
            }

            // A monitor remembers no pulse: it is repeated until the waiter was there to see it. The others may be signalled once only.
            do
            {
                Thread.Sleep(s_wait);
                signal();
            }
            while (kind == "Monitor" && !over.Wait(s_wait));
        });
        Assert.That(woken, Is.True);
    }

    [Test]
    public void Events_PingPong1000Times_LoseNoWakeUp()
    {
        const int Rounds = 1000;
        using AutoResetEvent ping = new(false);
        using AutoResetEvent pong = new(false);
        int answers = 0;
        TestThreads.Run(2, number =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                if (number == 0)
                {
                    ping.Set();
                    answers += pong.WaitOne(TestThreads.Patience) ? 1 : 0;
                }
                else if (ping.WaitOne(TestThreads.Patience))
                {
                    pong.Set();
                }
            }
        });
        Assert.That(answers, Is.EqualTo(Rounds));
    }

    private (Func<TimeSpan, bool> Wait, Action Signal) Operations(string kind) => kind switch
    {
        "Monitor" => (WaitForPulse, Pulse),
        "SemaphoreSlim" => (_slimSemaphore.Wait, () => _slimSemaphore.Release()),
        "Semaphore" => (_semaphore.WaitOne, () => _semaphore.Release()),
        "ManualResetEventSlim" => (_slimEvent.Wait, _slimEvent.Set),
        "ManualResetEvent" => (_manual.WaitOne, () => _manual.Set()),
        _ => (_auto.WaitOne, () => _auto.Set()),
    };

    private bool WaitForPulse(TimeSpan limit)
    {
        lock (_monitor)
        {
            return Monitor.Wait(_monitor, limit);
        }
    }

    private void Pulse()
    {
        lock (_monitor)
        {
            Monitor.Pulse(_monitor);
        }
    }
}

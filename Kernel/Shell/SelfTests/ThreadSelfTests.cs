using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using static CosmosNvme.Shell.SelfTests.SelfTestContext;

namespace CosmosNvme.Shell.SelfTests;

/// <summary>threads, their CPUs, and what they wait for.</summary>
internal static class ThreadSelfTests
{
    private const int SmallStackBytes = 256 * 1024;

    /// <summary>How long a check waits for what should take milliseconds. Emulated CPUs share the host's.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    internal static readonly SelfTest[] All =
    [
        new("privilege-level", "the code runs in ring 0", RunPrivilegeLevel),
        new("parallel-for", "Parallel.For uses every online CPU", RunParallelFor),
        new("pinned-threads", "threads pinned to up to 4 CPUs keep these busy", RunPinned),
        new("many-threads", "200 threads alive at once", RunMany),
        new("thread-pool", "10000 work items", RunPool),
        new("wait-timeouts", "monitors, semaphores and events, signalled and timed out", RunTimeouts),
        new("ping-pong", "two threads wake each other 1000 times", RunPingPong),
        new("concurrent-dictionary", "a concurrent dictionary under threads on every CPU", RunDictionary),
    ];

    private static void RunPrivilegeLevel(SelfTestContext context)
    {
        int level = context.Machine.PrivilegeLevel;
        Check(level == 0, $"the privilege level is {level}");
    }

    private static void RunParallelFor(SelfTestContext context)
    {
        List<int> cpus = context.OnlineCpus();
        ulong wanted = 0;
        foreach (int cpu in cpus)
        {
            wanted |= 1UL << cpu;
        }

        ulong seen = 0;
        long sum = 0;
        int rounds = 0;
        Stopwatch time = Stopwatch.StartNew();
        ParallelOptions options = new() { MaxDegreeOfParallelism = cpus.Count };
        while (seen != wanted && time.Elapsed < s_patience)
        {
            rounds++;
            Parallel.For(0, cpus.Count * 16, options, index =>
            {
                long until = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 500);
                while (Stopwatch.GetTimestamp() < until)
                {
                    // Work, as far as the scheduler can tell.
                }

                Interlocked.Or(ref seen, 1UL << Thread.GetCurrentProcessorId());
                Interlocked.Add(ref sum, index);
            });
        }

        long perRound = (long)cpus.Count * 16 * ((cpus.Count * 16) - 1) / 2;
        Check(sum == rounds * perRound, $"the indexes add up to {sum}, not to {rounds * perRound}");
        Check(seen == wanted, $"CPUs seen 0x{seen:x}, online 0x{wanted:x}, after {rounds} rounds");
    }

    private static void RunPinned(SelfTestContext context)
    {
        const int MostThreads = 4;
        const double LeastShare = 0.8;
        IMachine machine = context.Machine;
        List<int> cpus = context.OnlineCpus();
        int threads = Math.Min(MostThreads, cpus.Count);
        ulong[] busy = new ulong[threads];
        ulong[] wall = new ulong[threads];
        int strayed = 0;
        using Barrier barrier = new(threads);
        RunThreads(threads, number =>
        {
            int cpu = cpus[number];
            machine.PinCurrentThread(cpu);
            barrier.SignalAndWait();
            ulong start = machine.UptimeNanoseconds;
            ulong busyBefore = machine.GetCpu(cpu).BusyNanoseconds;
            ulong end = start + 500_000_000;
            while (machine.UptimeNanoseconds < end)
            {
                if (machine.CurrentCpu != cpu)
                {
                    Interlocked.Increment(ref strayed);
                }
            }

            // A switch to nobody and back: the counters are certain to be up to date then.
            Thread.Sleep(1);
            busy[number] = machine.GetCpu(cpu).BusyNanoseconds - busyBefore;
            wall[number] = end - start;
        });
        Check(strayed == 0, $"a pinned thread was seen on another CPU {strayed} times");
        for (int number = 0; number < threads; number++)
        {
            double share = (double)busy[number] / wall[number];
            Check(share >= LeastShare, $"CPU {cpus[number]} was busy for {share:P0} of the time");
        }
    }

    private static void RunMany(SelfTestContext context)
    {
        const int Threads = 200;
        int alive = 0;
        using ManualResetEventSlim all = new();
        RunThreads(
            Threads,
            _ =>
            {
                if (Interlocked.Increment(ref alive) == Threads)
                {
                    all.Set();
                }

                Check(all.Wait(s_patience), "not all threads came to life");
            },
            SmallStackBytes);
        Check(alive == Threads, $"{alive} of {Threads} threads ran");
    }

    private static void RunPool(SelfTestContext context)
    {
        const int Items = 10_000;
        long sum = 0;
        using CountdownEvent left = new(Items);
        for (int item = 0; item < Items; item++)
        {
            ThreadPool.QueueUserWorkItem(
                number =>
                {
                    Interlocked.Add(ref sum, number);
                    left.Signal();
                },
                item,
                preferLocal: false);
        }

        Check(left.Wait(s_patience), $"{left.CurrentCount} of {Items} work items did not run");
        Check(sum == (long)Items * (Items - 1) / 2, $"the items add up to {sum}");
    }

    private static void RunTimeouts(SelfTestContext context)
    {
        TimeSpan wait = TimeSpan.FromMilliseconds(20);
        object monitor = new();
        using SemaphoreSlim slimSemaphore = new(0);
        using Semaphore semaphore = new(0, 1);
        using ManualResetEventSlim slimEvent = new();
        using ManualResetEvent manual = new(false);
        using AutoResetEvent auto = new(false);
        (string Name, Func<TimeSpan, bool> Wait, Action Signal)[] objects =
        [
            ("Monitor", timeout => { lock (monitor) { return Monitor.Wait(monitor, timeout); } }, () => { lock (monitor) { Monitor.Pulse(monitor); } }),
            ("SemaphoreSlim", slimSemaphore.Wait, () => slimSemaphore.Release()),
            ("Semaphore", semaphore.WaitOne, () => semaphore.Release()),
            ("ManualResetEventSlim", slimEvent.Wait, slimEvent.Set),
            ("ManualResetEvent", manual.WaitOne, () => manual.Set()),
            ("AutoResetEvent", auto.WaitOne, () => auto.Set()),
        ];
        foreach ((string name, Func<TimeSpan, bool> waitFor, Action signal) in objects)
        {
            Stopwatch time = Stopwatch.StartNew();
            Check(!waitFor(wait), $"{name}: a wait that nobody ends ended");
            double elapsed = time.Elapsed.TotalMilliseconds;
            Check(elapsed >= wait.TotalMilliseconds - TimeSelfTests.CoarseMilliseconds, $"{name}: a wait of {wait.TotalMilliseconds} ms took {elapsed:F1} ms");

            bool woken = false;
            RunThreads(2, number =>
            {
                if (number == 0)
                {
                    woken = waitFor(s_patience);
                }
                else
                {
                    Thread.Sleep(wait);
                    signal();
                }
            });
            Check(woken, $"{name}: a signalled waiter was not woken");
        }
    }

    private static void RunPingPong(SelfTestContext context)
    {
        const int Rounds = 1000;
        using AutoResetEvent ping = new(false);
        using AutoResetEvent pong = new(false);
        RunThreads(2, number =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                if (number == 0)
                {
                    ping.Set();
                    Check(pong.WaitOne(s_patience), $"no answer in round {round}");
                }
                else
                {
                    Check(ping.WaitOne(s_patience), $"no question in round {round}");
                    pong.Set();
                }
            }
        });
    }

    private static void RunDictionary(SelfTestContext context)
    {
        const int Keys = 5000;
        int threads = context.OnlineCpus().Count;
        ConcurrentDictionary<int, int> dictionary = new();
        RunThreads(threads, _ =>
        {
            for (int key = 0; key < Keys; key++)
            {
                dictionary.AddOrUpdate(key, 1, (_, count) => count + 1);
            }
        });
        Check(dictionary.Count == Keys, $"{dictionary.Count} of {Keys} keys are there");
        foreach (KeyValuePair<int, int> pair in dictionary)
        {
            Check(pair.Value == threads, $"key {pair.Key} was counted {pair.Value} times by {threads} threads");
        }
    }
}

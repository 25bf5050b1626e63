using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Runtime;

/// <summary>Threads and their CPUs.</summary>
[ReadOnlyTest]
internal sealed class ThreadTests
{
    private const int SmallStackBytes = 256 * 1024;

    [Test]
    public void ParallelFor_ManyIndexes_UsesEveryOnlineCpu()
    {
        IReadOnlyList<int> cpus = KernelContext.OnlineCpus;
        ulong wanted = cpus.Aggregate(0UL, (mask, cpu) => mask | (1UL << cpu));
        ulong seen = 0;
        long sum = 0;
        int rounds = 0;
        Stopwatch time = Stopwatch.StartNew();
        ParallelOptions options = new() { MaxDegreeOfParallelism = cpus.Count };
        while (seen != wanted && time.Elapsed < TestThreads.Patience)
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
        Assert.Multiple(() =>
        {
            Assert.That(sum, Is.EqualTo(rounds * perRound));
            Assert.That(seen, Is.EqualTo(wanted), $"after {rounds} rounds");
        });
    }

    [Test]
    public void PinnedThreads_UpToFour_StayAndKeepTheirCpusBusy()
    {
        const int MostThreads = 4;
        const double LeastShare = 0.8;
        IMachine machine = KernelContext.Machine;
        IReadOnlyList<int> cpus = KernelContext.OnlineCpus;
        int threads = Math.Min(MostThreads, cpus.Count);
        double[] shares = new double[threads];
        int strayed = 0;
        using Barrier barrier = new(threads);
        TestThreads.Run(threads, number =>
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
            shares[number] = (double)(machine.GetCpu(cpu).BusyNanoseconds - busyBefore) / (end - start);
        });
        Assert.Multiple(() =>
        {
            Assert.That(strayed, Is.Zero);
            Assert.That(shares, Has.All.GreaterThanOrEqualTo(LeastShare));
        });
    }

    [Test]
    public void Threads_200AtOnce_AreAllAlive()
    {
        const int Threads = 200;
        int alive = 0;
        int waited = 0;
        using ManualResetEventSlim all = new();
        TestThreads.Run(
            Threads,
            _ =>
            {
                if (Interlocked.Increment(ref alive) == Threads)
                {
                    all.Set();
                }

                Interlocked.Add(ref waited, all.Wait(TestThreads.Patience) ? 1 : 0);
            },
            SmallStackBytes);
        Assert.That(alive, Is.EqualTo(Threads));
        Assert.That(waited, Is.EqualTo(Threads));
    }

    [Test]
    public void ThreadPool_10000Items_RunsEach()
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

        Assert.That(left.Wait(TestThreads.Patience), Is.True, $"{left.CurrentCount} items did not run");
        Assert.That(sum, Is.EqualTo((long)Items * (Items - 1) / 2));
    }

    [Test]
    public void ConcurrentDictionary_ThreadsOnEveryCpu_CountsEveryUpdate()
    {
        const int Keys = 5000;
        int threads = KernelContext.OnlineCpus.Count;
        ConcurrentDictionary<int, int> dictionary = new();
        TestThreads.Run(threads, _ =>
        {
            for (int key = 0; key < Keys; key++)
            {
                dictionary.AddOrUpdate(key, 1, (_, count) => count + 1);
            }
        });
        Assert.That(dictionary.Count(pair => pair.Value == threads), Is.EqualTo(Keys));
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.KernelTests.Devices;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Load;

/// <summary>Load with data that is checked: full queues, moving interrupts, threads that migrate. Nothing may be lost or mixed up.</summary>
[DestructiveTest]
internal sealed class LoadTests
{
    /// <summary>An ordinary run loads the disk for so long in each test.</summary>
    private const int Milliseconds = 1000;

    /// <summary>Requests beyond what fits into the queues: there is always one that waits.</summary>
    private const int Waiting = 32;

    /// <summary>So often at least the queues are looked at, however much of the time the host does not run the machine.</summary>
    private const int LeastLooks = 50;

    private IBlockDevice _disk = null!;
    private NvmeController _controller = null!;
    private QueueWatch _watch = null!;
    private long _missed;

    [SetUp]
    public void FindDisk()
    {
        _disk = KernelContext.DestructiveDisk;
        _controller = NvmeDisks.Controllers.Single(controller => controller.Namespaces.Any(disk => disk.Name == _disk.Name));
        _watch = new QueueWatch(_controller);
        _missed = _controller.MissedInterrupts;
    }

    // How full they get depends on the disk: the log says it.
    [Test]
    public void Queues_FullOnEveryCpu_LoseNothing() => LoadFully("full queues", _ => { });

    [Test]
    public void Queues_FullWhileInterruptsMove_LoseNothing()
    {
        InterruptLine[] lines = LinesOf(_controller);
        Assert.That(lines, Is.Not.Empty, "This controller is polled.");
        int[] homes = [.. lines.Select(line => line.Cpu)];
        IReadOnlyList<int> cpus = KernelContext.OnlineCpus;
        int moves = 0;
        LoadFully("full queues, moving interrupts", look =>
        {
            InterruptLine line = lines[look % lines.Length];
            Assert.That(line.TryMoveTo(cpus[(look / lines.Length) % cpus.Count]), Is.True, line.Id);
            moves++;
        });
        for (int index = 0; index < lines.Length; index++)
        {
            Assert.That(lines[index].TryMoveTo(homes[index]), Is.True);
        }

        KernelContext.Log.Write(LogLevel.Info, $"load: {moves} moves of interrupts");
    }

    [Test]
    public void Threads_ThatMigrateWhileTheCollectorRuns_LoseNothing()
    {
        const int ThreadsPerCpu = 5;
        const int LanesPerThread = 8;
        int threads = ThreadsPerCpu * KernelContext.OnlineCpus.Count;
        LoadGenerator generator = new(_disk, threads, LanesPerThread);
        Task load = Start(threads, generator.RunOneByOne);
        Stopwatch time = Stopwatch.StartNew();
        int collections = 0;
        List<byte[]> survivors = [];
        while (time.ElapsedMilliseconds < KernelContext.Scale(Milliseconds) && !load.IsCompleted)
        {
            // Holes between young arrays, so that a compaction has something to move.
            survivors = [.. Enumerable.Range(0, 1000).Select(_ => new byte[200]).Where((_, index) => index % 3 == 0)];
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            collections++;
            Thread.Sleep(50);
        }

        GC.KeepAlive(survivors);
        // Queues are often idle here: then an interrupt counts as missed if the host does not run the emulated CPU for a second.
        Finish($"{threads} threads, {collections} collections", generator, load, isOftenIdle: true);
    }

    // By as many requests per CPU as its queue takes and some more; a polled queue answers before it takes the next, so threads make up for it.
    private void LoadFully(string name, Action<int> disturb)
    {
        const int ThreadsPerPolledQueue = 6;
        bool isPolled = _controller.InterruptMode == InterruptMode.None;
        int cpus = KernelContext.OnlineCpus.Count;
        int threads = isPolled ? cpus * ThreadsPerPolledQueue : cpus;
        LoadGenerator generator = new(_disk, threads, isPolled ? 4 : _watch.Capacity + Waiting);
        Task load = Start(threads, thread =>
        {
            KernelContext.Machine.PinCurrentThread(KernelContext.OnlineCpus[thread % cpus]);
            generator.RunAtOnce(thread);
        });
        TimeSpan time = TimeSpan.FromMilliseconds(KernelContext.Scale(Milliseconds));
        WatchThemFill(load, 4 * time);
        _watch.ForgetAverage();
        Watch(load, time, look =>
        {
            disturb(look);
            return false;
        });
        Finish($"{name}, at most {string.Join(' ', _watch.Most)} of {_watch.Capacity} at once, {100 * _watch.Average:0} % full", generator, load, isOftenIdle: false);
    }

    private static Task Start(int threads, Action<int> body) =>
        Task.Factory.StartNew(() => TestThreads.Run(threads, body), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // They may never be full, on a disk that is quicker. But as long as they get fuller, there is more to come.
    private void WatchThemFill(Task load, TimeSpan time)
    {
        for (long most = -1; _watch.Most.Sum() > most && !_watch.WereAllFull;)
        {
            most = _watch.Most.Sum();
            Watch(load, time, _ => _watch.WereAllFull);
        }
    }

    private void Watch(Task load, TimeSpan time, Func<int, bool> isEnough)
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (int look = 0; (watch.Elapsed < time || look < LeastLooks) && !load.IsCompleted; look++)
        {
            _watch.Look();
            if (isEnough(look))
            {
                return;
            }

            Thread.Sleep(2);
        }
    }

    private void Finish(string name, LoadGenerator generator, Task load, bool isOftenIdle)
    {
        const int OneOf = 1000;
        generator.Stop();
        bool isOver = load.ContinueWith(_ => { }, TaskScheduler.Default).Wait(TestThreads.Patience);
        Assert.That(isOver, Is.True, $"a request never ended; {_controller.FailureMessage}");
        Assert.That(load.IsFaulted, Is.False, load.Exception?.ToString());
        long submitted = _watch.Submitted.Sum(queue => queue.Sum());
        long missed = _controller.MissedInterrupts - _missed;
        string text = $"load: {name}: {generator.Requests} requests, {generator.VerifiedBlocks} blocks verified, {missed} missed interrupts ({Mode})";
        KernelContext.Log.Write(LogLevel.Info, text);
        Assert.Multiple(() =>
        {
            Assert.That(generator.VerifiedBlocks, Is.Positive);
            Assert.That(submitted, Is.EqualTo(generator.Requests), "commands in all queues on all CPUs");

            // A request has ended before its queue counts it.
            Assert.That(() => _watch.Completed.Sum(queue => queue.Sum()), Is.EqualTo(generator.Requests).After((int)TestThreads.Patience.TotalMilliseconds, 10));
            Assert.That(missed, Is.AtMost(isOftenIdle ? generator.Requests / OneOf : 0), text);
            Assert.That(_controller.FailureMessage, Is.Null);
        });
    }

    private string Mode => $"{KernelContext.OnlineCpus.Count} CPUs, {_controller.QueuePairCount} queues, {_controller.InterruptMode} {_controller.VectorCount}";

    // "nvme1 q3", "nvme1 admin" or "nvme1".
    private static InterruptLine[] LinesOf(NvmeController controller) =>
        [.. KernelContext.Interrupts.Lines.Where(line => line.Name.Split(' ')[0] == controller.Name)];
}

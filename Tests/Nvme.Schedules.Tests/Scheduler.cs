using System;
using System.Linq;
using System.Threading;
using NUnit.Framework;

namespace CosmosNvme.Nvme;

/// <summary>
/// Runs threads one at a time: at each <see cref="SchedulePoint"/> a random generator decides which goes on. A seed is a schedule, the
/// same one each time. Between two points a thread is as if it were alone, so what two threads do to memory without a lock happens in
/// every order that the points allow.
/// </summary>
internal sealed class Scheduler
{
    private const int MostPoints = 200_000;

    [ThreadStatic]
    private static Scheduler? s_current;

    private readonly Random _random;
    private readonly int _switchOneIn;
    private readonly SemaphoreSlim[] _turns;
    private readonly bool[] _isAlive;
    private readonly ManualResetEventSlim _end = new();
    private int _running;
    private int _points;
    private Exception? _exception;

    private Scheduler(int seed, int threads)
    {
        _random = new Random(seed);

        // Some schedules change threads at almost every point, others let them run for a while and then hold them up for long.
        _switchOneIn = _random.Next(1, 8);
        _turns = Enumerable.Range(0, threads).Select(_ => new SemaphoreSlim(0)).ToArray();
        _isAlive = Enumerable.Repeat(true, threads).ToArray();
    }

    /// <summary>Lets another thread go on, perhaps.</summary>
    internal static void Point() => s_current?.Yield();

    /// <summary>Waits for a condition that other threads make true.</summary>
    internal static void WaitFor(Func<bool> condition)
    {
        while (!condition())
        {
            Point();
        }
    }

    /// <summary>Runs the bodies to their ends in the order that the seed makes.</summary>
    internal static void Run(int seed, params Action[] bodies)
    {
        Scheduler scheduler = new(seed, bodies.Length);
        Thread[] threads = bodies.Select((body, index) => new Thread(() => scheduler.RunThread(index, body)) { IsBackground = true }).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        scheduler._running = scheduler._random.Next(bodies.Length);
        scheduler._turns[scheduler._running].Release();
        Assert.That(scheduler._end.Wait(TimeSpan.FromMinutes(1)), Is.True, $"seed {seed}: a thread is blocked");
        if (scheduler._exception is not null)
        {
            Assert.Fail($"seed {seed}: {scheduler._exception}");
        }
    }

    private void RunThread(int index, Action body)
    {
        _turns[index].Wait();
        s_current = this;
        try
        {
            if (_exception is null)
            {
                body();
            }
        }
        catch (Exception exception)
        {
            _exception ??= exception;
        }

        s_current = null;
        _isAlive[index] = false;
        if (Array.IndexOf(_isAlive, true) < 0)
        {
            _end.Set();
        }
        else
        {
            GoOnWith(Choose());
        }
    }

    private void Yield()
    {
        if (_exception is not null)
        {
            throw new OperationCanceledException("Another thread has failed.");
        }

        if (++_points > MostPoints)
        {
            throw new TimeoutException("The threads do not come to an end: somebody waits for what will never happen.");
        }

        int me = _running;
        int next = _random.Next(_switchOneIn) == 0 ? Choose() : me;
        if (next != me)
        {
            GoOnWith(next);
            _turns[me].Wait();
        }
    }

    private int Choose()
    {
        int next;
        do
        {
            next = _random.Next(_isAlive.Length);
        }
        while (!_isAlive[next]);

        return next;
    }

    private void GoOnWith(int next)
    {
        _running = next;
        _turns[next].Release();
    }
}

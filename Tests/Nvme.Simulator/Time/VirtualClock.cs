using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>
/// Time that passes only when everybody waits for it: a time-out of two minutes takes a moment, with one thread or with several.
/// </summary>
/// <remarks>
/// Threads that wait here, in <see cref="Delay"/> or for an interrupt, have a deadline. Once all threads that ever asked this clock
/// are waiting, the earliest deadline or event is the next thing that can happen, so time jumps there. A thread that is blocked
/// elsewhere counts as waiting too, but it may be about to wake up: while there is one, and from the first pool thread on, because these
/// come and go, time does not pass faster than 250 ms in a millisecond. That leaves a starved thread a tenth of a second of the
/// host's time before it misses a deadline of 30 s.
/// </remarks>
public sealed class VirtualClock : IClock
{
    private const long Start = 1_000_000_000;
    private const double FastestPace = 250;
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromMilliseconds(100);

    [ThreadStatic]
    private static VirtualClock? s_known;

    private readonly object _lock = new();
    private readonly List<Waiter> _waiters = [];
    private readonly List<Thread> _threads = [];
    private readonly HashSet<Thread> _waitingThreads = [];
    private readonly PriorityQueue<Action, (long Time, long Order)> _events = new();
    private long _now = Start;
    private long _order;
    private long _changed = Stopwatch.GetTimestamp();
    private bool _isRunningEvents;
    private volatile bool _hasPoolThreads;

    /// <inheritdoc/>
    public long Nanoseconds
    {
        get
        {
            KnowThisThread();
            return Interlocked.Read(ref _now);
        }
    }

    /// <summary>
    /// True: time passes as on the host, but no faster than everybody waits. For tests whose own thread plays the device and must
    /// not be overtaken by time-outs.
    /// </summary>
    public bool FollowsHost { get; set; }

    /// <inheritdoc/>
    public void Delay(long nanoseconds)
    {
        KnowThisThread();
        WaitUntil(Interlocked.Read(ref _now) + nanoseconds, static () => false);
    }

    /// <summary>Has something happen later: run once by whichever thread lets the time pass, without locks of the clock.</summary>
    /// <param name="nanoseconds">From now.</param>
    /// <param name="action">What happens; it may ask the clock and plan further events, but not wait.</param>
    public void Schedule(long nanoseconds, Action action)
    {
        lock (_lock)
        {
            _events.Enqueue(action, (_now + Math.Max(nanoseconds, 0), _order++));
        }
    }

    /// <summary>Blocks until a condition holds or time is up.</summary>
    /// <param name="nanoseconds">Longest wait.</param>
    /// <param name="condition">Takes no lock; whoever makes it true calls <see cref="Signal"/>.</param>
    /// <returns>True if it holds.</returns>
    public bool Wait(long nanoseconds, Func<bool> condition)
    {
        KnowThisThread();
        return WaitUntil(Interlocked.Read(ref _now) + nanoseconds, condition);
    }

    /// <summary>Says that a condition of <see cref="Wait"/> may have become true. Any thread.</summary>
    public void Signal()
    {
        lock (_lock)
        {
            _changed = Stopwatch.GetTimestamp();
            WakeThoseWhoMayGo();
        }
    }

    private void KnowThisThread()
    {
        if (s_known == this)
        {
            return;
        }

        if (Thread.CurrentThread.IsThreadPoolThread)
        {
            // Not one to remember: it will serve others, and never looks blocked.
            _hasPoolThreads = true;
            return;
        }

        s_known = this;
        lock (_lock)
        {
            _threads.RemoveAll(HasEnded);
            if (!_threads.Contains(Thread.CurrentThread))
            {
                _threads.Add(Thread.CurrentThread);
            }
        }
    }

    private bool WaitUntil(long deadline, Func<bool> condition)
    {
        using Waiter waiter = new(Thread.CurrentThread, deadline, condition);
        lock (_lock)
        {
            _waiters.Add(waiter);
            _waitingThreads.Add(waiter.Thread);
            _waiters[0].Wake();
            try
            {
                while (true)
                {
                    if (condition())
                    {
                        return true;
                    }

                    if (_now >= deadline)
                    {
                        return false;
                    }

                    if (_waiters[0] == waiter)
                    {
                        LetTimePass(waiter);
                    }
                    else
                    {
                        Sleep(waiter, s_longestSleep);
                    }
                }
            }
            finally
            {
                _waiters.Remove(waiter);
                _waitingThreads.Remove(waiter.Thread);
                _changed = Stopwatch.GetTimestamp();
                if (_waiters.Count > 0)
                {
                    _waiters[0].Wake();
                }
            }
        }
    }

    // Called by the first of the waiters. Once: a jump, or a short wait of the host's time after which the world looks different.
    private void LetTimePass(Waiter waiter)
    {
        if (_isRunningEvents || !IsEverybodyWaiting(out bool mayWakeUp))
        {
            Sleep(waiter, s_lookAgain);
            return;
        }

        long next = NextMoment();

        // Work that waits for a pool thread may be what everybody waits for, or may itself need that somebody is let go.
        bool isWorkWaiting = _hasPoolThreads && ThreadPool.PendingWorkItemCount > 0;
        double pace = FollowsHost || isWorkWaiting ? 1 : mayWakeUp ? FastestPace : double.PositiveInfinity;
        TimeSpan missing = TimeSpan.FromMicroseconds((next - _now) / pace / 1000) - Stopwatch.GetElapsedTime(_changed);
        if (missing > TimeSpan.Zero)
        {
            Sleep(waiter, missing >= s_lookAgain ? s_lookAgain : TimeSpan.Zero);
            return;
        }

        Interlocked.Exchange(ref _now, Math.Max(_now, next));
        _changed = Stopwatch.GetTimestamp();
        RunEvents();
        WakeThoseWhoMayGo();
    }

    private void WakeThoseWhoMayGo()
    {
        foreach (Waiter waiter in _waiters)
        {
            if (waiter.Deadline <= _now || waiter.Condition())
            {
                waiter.Wake();
            }
        }
    }

    // Gives the lock away meanwhile.
    private void Sleep(Waiter waiter, TimeSpan longest)
    {
        Monitor.Exit(_lock);
        if (longest == TimeSpan.Zero)
        {
            Thread.Yield();
        }
        else
        {
            waiter.Sleep(longest);
        }

        Monitor.Enter(_lock);
    }

    // A waiter whose time has come, or whose condition holds, is on its way out.
    private bool IsEverybodyWaiting(out bool mayWakeUp)
    {
        mayWakeUp = _hasPoolThreads;
        foreach (Waiter waiter in _waiters)
        {
            if (waiter.Deadline <= _now || waiter.Condition())
            {
                return false;
            }
        }

        foreach (Thread thread in _threads)
        {
            if (HasEnded(thread) || _waitingThreads.Contains(thread))
            {
                continue;
            }

            if ((thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) == 0)
            {
                return false;
            }

            mayWakeUp = true;
        }

        return true;
    }

    private static bool HasEnded(Thread thread) => (thread.ThreadState & System.Threading.ThreadState.Stopped) != 0;

    private long NextMoment()
    {
        long next = long.MaxValue;
        foreach (Waiter waiter in _waiters)
        {
            next = Math.Min(next, waiter.Deadline);
        }

        return _events.TryPeek(out _, out (long Time, long Order) key) ? Math.Min(next, key.Time) : next;
    }

    private void RunEvents()
    {
        _isRunningEvents = true;
        try
        {
            while (_events.TryPeek(out Action? action, out (long Time, long Order) key) && key.Time <= _now)
            {
                _events.Dequeue();
                Monitor.Exit(_lock);
                try
                {
                    action();
                }
                finally
                {
                    Monitor.Enter(_lock);
                }
            }
        }
        finally
        {
            _isRunningEvents = false;
        }
    }

    private sealed class Waiter(Thread thread, long deadline, Func<bool> condition) : IDisposable
    {
        private readonly SemaphoreSlim _wakeUp = new(0);

        internal Thread Thread { get; } = thread;

        internal long Deadline { get; } = deadline;

        internal Func<bool> Condition { get; } = condition;

        internal void Wake() => _wakeUp.Release();

        internal void Sleep(TimeSpan longest) => _wakeUp.Wait(longest);

        public void Dispose() => _wakeUp.Dispose();
    }
}

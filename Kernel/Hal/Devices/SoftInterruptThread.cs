using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>
/// The thread that does what hard handlers leave to do on one CPU: pinned there, at the most urgent priority, one for all devices.
/// </summary>
internal sealed class SoftInterruptThread
{
    private readonly InterruptWork?[] _works = new InterruptWork?[InterruptServices.VectorCount];
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly Thread _thread;
    private readonly int _cpu;
    private readonly int _requestLine;

    /// <summary>Starts the thread.</summary>
    /// <param name="cpu">Index of an online CPU.</param>
    internal SoftInterruptThread(int cpu)
    {
        _cpu = cpu;
        _requestLine = InterruptServices.TryAllocate(cpu, 1);
        if (_requestLine >= 0)
        {
            InterruptServices.ReadMessage(_requestLine, out _, out int vector);
            Connect(vector, new RequestWork(this));
        }

        _thread = new Thread(Run) { Name = $"softint/{cpu}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Makes <paramref name="work"/> run when <paramref name="vector"/> has work. Before anything can trigger the vector.</summary>
    internal void Connect(int vector, InterruptWork work) => Volatile.Write(ref _works[vector], work);

    /// <summary>Makes nothing run for <paramref name="vector"/> any more. On this thread, so its work is not running.</summary>
    internal void Disconnect(int vector) => _works[vector] = null;

    /// <summary>Runs <paramref name="action"/> on this thread, between two works, and waits for it. Allocates: not for the path of an I/O.</summary>
    internal void Invoke(Action action)
    {
        if (Thread.CurrentThread == _thread || _requestLine < 0)
        {
            action();
            return;
        }

        Request request = new(action);
        _requests.Enqueue(request);
        InterruptServices.Trigger(_requestLine);
        request.WaitUntilDone();
    }

    // No allocation in here: the works run on the path of every I/O.
    private void Run()
    {
        CpuPinning.Pin(_cpu);
        LibC.NameThread(Thread.CurrentThread.Name!);
        Serve();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Serve()
    {
        while (true)
        {
            long vector = LibC.SystemCall(InterruptServices.WaitCall, 0, 0, 0);
            Volatile.Read(ref _works[vector])?.Run();
        }
    }

    private sealed class RequestWork(SoftInterruptThread thread) : InterruptWork
    {
        public override bool Run()
        {
            bool hadSomething = false;
            while (thread._requests.TryDequeue(out Request? request))
            {
                request.Run();
                hadSomething = true;
            }

            return hadSomething;
        }
    }

    private sealed class Request(Action action)
    {
        private readonly object _done = new();
        private bool _isDone;

        internal void Run()
        {
            action();
            lock (_done)
            {
                _isDone = true;
                Monitor.PulseAll(_done);
            }
        }

        internal void WaitUntilDone()
        {
            lock (_done)
            {
                while (!_isDone)
                {
                    Monitor.Wait(_done);
                }
            }
        }
    }
}

using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>A measurement: its jobs, its phases, and the machine's own figures of the phase that counts.</summary>
internal sealed class BenchRun : IDisposable
{
    /// <summary>Requests that a latency log keeps, of all jobs together.</summary>
    internal const int MostLogged = 1 << 20;

    private const int Ramping = 0;
    private const int Measuring = 1;
    private const int Over = 2;

    // There may be many of them, and the C library's usual 8 MiB each would be more than a small machine has; 256 KiB were seen to be too little for an exception.
    private const int StackBytes = 1 << 20;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly NvmeController? _controller;
    private readonly NvmeBufferPool? _nvmePool;
    private readonly List<NvmeQueue> _queues = [];
    private readonly List<BenchJob> _jobs = [];
    private readonly ManualResetEventSlim _stopped = new();
    private int _phase = Ramping;
    private volatile bool _hasMemory = true;

    /// <summary>Prepares a measurement.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="disk">The disk; its blocks fit into the request's size.</param>
    /// <param name="controller">Its controller, if it is a namespace.</param>
    internal BenchRun(BenchOptions options, IBlockDevice disk, NvmeController? controller)
    {
        Options = options;
        Disk = disk;
        _controller = controller;
        _nvmePool = controller?.CreateBufferPool(options.BlockBytes);
    }

    /// <summary>What to do.</summary>
    internal BenchOptions Options { get; }

    /// <summary>The disk.</summary>
    internal IBlockDevice Disk { get; }

    /// <summary>Where buffers of one request's size come from.</summary>
    internal MemoryPool<byte> Pool => _nvmePool ?? MemoryPool<byte>.Shared;

    /// <summary>True while what ends is counted. Any thread.</summary>
    internal bool IsMeasuring => Volatile.Read(ref _phase) == Measuring;

    /// <summary>True once no more requests are to begin. Any thread.</summary>
    internal bool IsOver => Volatile.Read(ref _phase) == Over;

    /// <summary>The jobs; none before <see cref="Execute"/>.</summary>
    internal IReadOnlyList<BenchJob> Jobs => _jobs;

    /// <summary>When the measured phase began, in nanoseconds of <see cref="Stopwatch"/>.</summary>
    internal long Start { get; private set; }

    /// <summary>How long the measured phase was.</summary>
    internal TimeSpan Measured { get; private set; }

    /// <summary>What all CPUs together worked in it, threads and interrupts, in nanoseconds.</summary>
    internal ulong BusyNanoseconds { get; private set; }

    /// <summary>The same, or only the jobs' own work if looks that find nothing are left out.</summary>
    internal ulong WorkNanoseconds => Options.ExcludesLooks ? (ulong)_jobs.Sum(job => job.WorkNanoseconds) : BusyNanoseconds;

    /// <summary>Interrupts that all CPUs took in it, the timer's included.</summary>
    internal ulong Interrupts { get; private set; }

    /// <summary>Begins no more requests. Any thread.</summary>
    internal void Stop()
    {
        Volatile.Write(ref _phase, Over);
        _stopped.Set();
    }

    /// <summary>Runs all phases; the caller waits.</summary>
    /// <param name="machine">The machine, for its figures.</param>
    /// <param name="progress">Told once a second how far it is; null: nobody wants to know.</param>
    /// <param name="interrupted">Ends it early.</param>
    /// <exception cref="CommandFailedException">The engine cannot be used, or there is not enough memory.</exception>
    internal void Execute(IMachine machine, Action<TimeSpan, long>? progress, CancellationToken interrupted)
    {
        using CancellationTokenRegistration interruption = interrupted.Register(Stop);
        List<Thread> threads = [];

        // Whatever ends the measurement, the jobs end before their queues and buffers go.
        try
        {
            for (int number = 0; number < Options.Jobs; number++)
            {
                _jobs.Add(MakeJob(number));
            }

            foreach (BenchJob job in _jobs)
            {
                Thread thread = new(() => Work(machine, job), StackBytes);
                thread.Start();
                threads.Add(thread);
            }

            Wait(Options.RampTime, null);
            (ulong busy, ulong interrupts) = Figures(machine);
            Stopwatch clock = Stopwatch.StartNew();
            Start = Stopwatch.GetTimestamp();
            Interlocked.CompareExchange(ref _phase, Measuring, Ramping);
            Wait(Options.Runtime, progress);
            Measured = clock.Elapsed;
            (ulong busyAfter, ulong interruptsAfter) = Figures(machine);
            BusyNanoseconds = busyAfter - busy;
            Interrupts = interruptsAfter - interrupts;
        }
        catch (OutOfMemoryException)
        {
            _hasMemory = false;
        }
        finally
        {
            Stop();
            threads.ForEach(thread => thread.Join());
        }

        if (!_hasMemory)
        {
            throw new CommandFailedException("there is not enough memory for so many jobs and their buffers: fewer --numjobs, or a smaller --bs");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _queues.ForEach(queue => queue.Dispose());
        _nvmePool?.Dispose();
        _stopped.Dispose();
    }

    private static (ulong Busy, ulong Interrupts) Figures(IMachine machine)
    {
        CpuInformation[] cpus = [.. Enumerable.Range(0, machine.CpuCount).Select(machine.GetCpu)];
        return (cpus.Aggregate(0UL, (sum, cpu) => sum + cpu.BusyNanoseconds), cpus.Aggregate(0UL, (sum, cpu) => sum + cpu.Interrupts));
    }

    private BenchJob MakeJob(int number) => Options.Engine switch
    {
        BenchEngine.Poll or BenchEngine.Interrupt => MakeOwner(number),
        BenchEngine.Async => new AwaitedJob(this, number),
        _ => new WaitingJob(this, number),
    };

    private PolledJob MakeOwner(int job)
    {
        if (_controller is null || Disk is not NvmeNamespace disk)
        {
            throw new CommandFailedException($"/dev/{Disk.Name} is no namespace of an NVMe controller: only these have queues to lend; try --engine=async");
        }

        // A queue of N entries holds N - 1 commands.
        NvmeQueue queue = _controller.TryTakeQueue(Options.Depth + 1, Options.Engine == BenchEngine.Interrupt)
            ?? throw new CommandFailedException($"the controller has no queue pair left for job {job + 1}: fewer --numjobs, or more with nvme.direct_queues=N on the kernel command line");
        _queues.Add(queue);
        if (queue.Capacity < Options.Depth)
        {
            throw new CommandFailedException($"the controller's queues hold {queue.Capacity} commands, fewer than --iodepth={Options.Depth}");
        }

        return Options.Engine == BenchEngine.Interrupt ? new InterruptJob(this, job, disk, queue, _nvmePool!) : new PolledJob(this, job, disk, queue, _nvmePool!);
    }

    private void Work(IMachine machine, BenchJob job)
    {
        if (Options.Cpus.Count > 0)
        {
            machine.PinCurrentThread(Options.Cpus[job.Number % Options.Cpus.Count]);
        }

        try
        {
            job.Work();
            job.Verify();
        }
        catch (OutOfMemoryException)
        {
            // Nobody is above this to take it.
            _hasMemory = false;
            Stop();
        }
    }

    // Sleeps as long as it can: what this thread does meanwhile is counted among the requests' CPU time.
    private void Wait(TimeSpan time, Action<TimeSpan, long>? progress)
    {
        Stopwatch clock = Stopwatch.StartNew();
        for (int second = 1; clock.Elapsed < time; second++)
        {
            TimeSpan until = progress is null || time < second * s_second ? time : second * s_second;
            if (_stopped.Wait((int)Math.Ceiling(Math.Max((until - clock.Elapsed).TotalMilliseconds, 0))))
            {
                return;
            }

            progress?.Invoke(clock.Elapsed, _jobs.Sum(job => job.Done));
        }
    }
}

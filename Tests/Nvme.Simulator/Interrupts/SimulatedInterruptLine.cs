using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>
/// An interrupt line that the simulated controller raises. From <see cref="Attach"/> to <see cref="Detach"/> a thread runs its work, as
/// a CPU's soft-interrupt thread does; it waits in virtual time.
/// </summary>
/// <param name="name">Name for people.</param>
/// <param name="clock">The clock that the driver runs on.</param>
public sealed class SimulatedInterruptLine(string name, VirtualClock clock) : InterruptLine
{
    // Any: it only has to be an end, so that time does not jump further.
    private const long LongestWait = 1_000_000_000;

    private const long TimeOfAnInterrupt = 10_000;

    private Thread? _thread;
    private InterruptWork? _work;
    private long _count;
    private volatile bool _isAsserted;
    private volatile bool _isDetached;

    /// <inheritdoc/>
    public override string Id => name;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override int Cpu => 0;

    /// <inheritdoc/>
    public override long Count => Interlocked.Read(ref _count);

    /// <inheritdoc/>
    public override InterruptSignal? Signal => HasSignal ? Waiters : null;

    /// <summary>What <see cref="Signal"/> is.</summary>
    public SimulatedSignal Waiters { get; } = new(clock);

    /// <summary>False: nobody but the attached work can wait for it.</summary>
    public bool HasSignal { get; set; } = true;

    /// <inheritdoc/>
    public override PhysicalAddress MessageAddress => new(0xfee00000);

    /// <inheritdoc/>
    public override uint MessageData => 0x40;

    /// <inheritdoc/>
    public override bool IsShutOff => ShutsOff;

    /// <summary>True: the machine has given the line up, and nothing comes by it.</summary>
    public bool ShutsOff { get; set; }

    /// <summary>True: interrupts are lost, as on bad hardware.</summary>
    public bool LosesInterrupts { get; set; }

    /// <summary>How long an interrupt takes to arrive, in nanoseconds: a busy host does not run the CPU that it is for.</summary>
    public long Latency { get; set; }

    /// <summary>The level of a pin. While it is asserted, the work runs again and again, as an interrupt controller does it.</summary>
    public bool IsAsserted => _isAsserted;

    /// <summary>Signals an interrupt.</summary>
    public void Raise()
    {
        if (LosesInterrupts || ShutsOff)
        {
            return;
        }

        if (Latency == 0)
        {
            Arrive();
        }
        else
        {
            clock.Schedule(Latency, Arrive);
        }
    }

    /// <inheritdoc/>
    public override long CountOn(int cpu) => cpu == Cpu ? Count : 0;

    /// <inheritdoc/>
    public override void Attach(InterruptWork work)
    {
        if (_work is not null)
        {
            throw new InvalidOperationException($"{name} has its work already.");
        }

        _work = work;
        _isDetached = false;
        _thread = new Thread(() => RunWork(work)) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public override void Detach()
    {
        _isDetached = true;
        _work = null;
        clock.Signal();
        if (_thread != Thread.CurrentThread)
        {
            _thread?.Join();
        }
    }

    /// <inheritdoc/>
    public override bool TryMoveTo(int cpu) => cpu == Cpu;

    /// <summary>Drives a pin. A rising edge interrupts.</summary>
    internal void SetLevel(bool isAsserted)
    {
        bool wasAsserted = _isAsserted;
        _isAsserted = isAsserted;
        if (isAsserted && !wasAsserted)
        {
            Raise();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Detach();
        }
    }

    private void Arrive()
    {
        Interlocked.Increment(ref _count);
        Waiters.Raise();
    }

    private void RunWork(InterruptWork work)
    {
        long handled = 0;
        while (!_isDetached)
        {
            if (_isAsserted && !LosesInterrupts && !ShutsOff && Count == handled)
            {
                Interlocked.Increment(ref _count);
            }

            if (clock.Wait(LongestWait, () => Count != handled || _isDetached) && !_isDetached)
            {
                handled = Count;
                work.Run();
                if (_isAsserted)
                {
                    // A wire that stays asserted interrupts again and again, but not without end in a moment: each takes its time, and that of others passes.
                    clock.Delay(TimeOfAnInterrupt);
                }
            }
        }
    }
}

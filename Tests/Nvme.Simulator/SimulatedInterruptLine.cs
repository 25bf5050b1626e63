using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>An interrupt line that the simulated controller raises. A wait that nobody ends returns after some real milliseconds.</summary>
public sealed class SimulatedInterruptLine(string name) : InterruptLine
{
    private static readonly TimeSpan s_longestRealWait = TimeSpan.FromMilliseconds(5);

    private readonly object _changed = new();
    private long _count;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override int Cpu => 0;

    /// <inheritdoc/>
    public override long Count => Interlocked.Read(ref _count);

    /// <inheritdoc/>
    public override PhysicalAddress MessageAddress => new(0xfee00000);

    /// <inheritdoc/>
    public override uint MessageData => 0x40;

    /// <summary>True: interrupts are lost, as on bad hardware.</summary>
    public bool LosesInterrupts { get; set; }

    /// <summary>Signals an interrupt.</summary>
    public void Raise()
    {
        if (LosesInterrupts)
        {
            return;
        }

        lock (_changed)
        {
            _count++;
            Monitor.PulseAll(_changed);
        }
    }

    /// <inheritdoc/>
    public override long Wait(long lastCount, long timeoutNanoseconds)
    {
        lock (_changed)
        {
            if (_count == lastCount)
            {
                Monitor.Wait(_changed, s_longestRealWait);
            }

            return _count;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}

using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>An interrupt line that the simulated controller raises. Waits for it take virtual time.</summary>
/// <param name="name">Name for people.</param>
/// <param name="clock">The clock that the driver runs on.</param>
public sealed class SimulatedInterruptLine(string name, VirtualClock clock) : InterruptLine
{
    private long _count;
    private volatile bool _isAsserted;

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

    /// <summary>The level of a pin. While it is asserted, whoever comes back to wait is interrupted again, as an interrupt controller does it.</summary>
    public bool IsAsserted => _isAsserted;

    /// <summary>Signals an interrupt.</summary>
    public void Raise()
    {
        if (!LosesInterrupts)
        {
            Interlocked.Increment(ref _count);
            clock.Signal();
        }
    }

    /// <inheritdoc/>
    public override long Wait(long lastCount, long timeoutNanoseconds)
    {
        if (_isAsserted && Count == lastCount && !LosesInterrupts)
        {
            return Interlocked.Increment(ref _count);
        }

        clock.Wait(timeoutNanoseconds, () => Count != lastCount);
        return Count;
    }

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
    }
}
